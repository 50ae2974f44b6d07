import { describe, expect, it } from "vitest";
import { oneLine, prose } from "./text";

const refusal = (schema: ReturnType<typeof oneLine>, given: unknown) =>
  schema.safeParse(given).error?.issues[0]?.message ?? null;

describe("text that people and machines give", () => {
  it.each([
    ["plain words", "Autumn welcome"],
    ["right to left", "مرحبا עולם \u202Eabc"],
    ["emoji, one character each", "🎉".repeat(20)],
    ["nothing", ""],
  ])("takes %s", (_, given) => {
    expect(refusal(oneLine(20), given)).toBeNull();
    expect(refusal(prose(20), given)).toBeNull();
  });

  it.each([
    ["NUL", "a\0b"],
    ["an escape", "\u001b[31m"],
    ["the first half of a surrogate pair", "a\ud800"],
    ["the second half", "\udfffa"],
    ["a C1 control", "a\u0085b"],
  ])("refuses %s on one line and on several", (_, given) => {
    expect(refusal(oneLine(20), given)).toContain("control characters");
    expect(refusal(prose(20), given)).toContain("control characters");
  });

  it("takes line breaks and tabs in prose only", () => {
    expect(refusal(prose(20), "a\r\n\tb")).toBeNull();
    expect(refusal(oneLine(20), "a\nb")).toContain("control characters");
  });

  it("counts characters and says how many there may be", () => {
    expect(refusal(oneLine(1_000), "a".repeat(1_001))).toBe("may have at most 1,000 characters");
    expect(refusal(oneLine(20), "🎉".repeat(21))).toBe("may have at most 20 characters");
  });

  it("refuses what is no text", () => {
    expect(refusal(oneLine(20), 5)).toBe("must be text");
  });
});
