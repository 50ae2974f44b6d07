import { describe, expect, it } from "vitest";
import { cleanSavedQuery, savedDaysAhead, saveViewInput } from "./saved-view";

const at = { now: Date.parse("2026-11-21T12:00:00Z"), zone: "UTC" };

describe("the address of a saved view", () => {
  it.each([
    [
      "/costs",
      "range=30&compare=previous&groupBy=campaign&source=chat",
      "range=30&compare=previous&groupBy=campaign&source=chat",
    ],
    ["/costs", "range=21&price=x&next=//evil.test", ""],
    [
      "/",
      "from=2026-11-01&to=2026-11-07&timeZone=Asia/Shanghai",
      "from=2026-11-01&to=2026-11-07&timeZone=Asia%2FShanghai",
    ],
    ["/", "model=qwen-plus&range=9", ""],
    ["/", "view=indexed&since=2026-11-13&x=1", "view=indexed&since=2026-11-13"],
    ["/costs", "view=indexed", ""],
    ["/costs/ledger", "model=qwen-plus&only=unpriced&cursor=x&row=1-1", "model=qwen-plus&only=unpriced"],
    ["/costs/ledger", "none=campaign&none=region", "none=campaign%2Cregion"],
  ] as const)("of %s with %s is what the page understands", (path, query, clean) => {
    expect(cleanSavedQuery(path, query, at)).toBe(clean);
    expect(cleanSavedQuery(path, clean, at)).toBe(clean);
  });

  it.each([
    ["from=2026-12-01&to=2026-12-31", "2026-12-01"],
    // the day has begun in Auckland
    ["from=2026-11-22&to=2026-11-30&timeZone=Pacific/Auckland", null],
    ["from=2026-11-22&to=2026-11-30", "2026-11-22"],
    ["from=2026-11-01&to=2026-12-31", null],
    ["from=soon&to=2026-12-31", null],
    ["range=7", null],
  ])("with %s begins ahead on %s", (query, day) => {
    expect(savedDaysAhead(query, at)).toBe(day);
  });

  it.each([
    [{ path: "/settings", name: "x" }],
    [{ path: "/costs", name: "  " }],
    [{ path: "/costs", name: "a\nb" }],
    [{ path: "/costs", name: "x".repeat(81) }],
    [{ path: "/costs", name: "x", query: "a".repeat(9_000) }],
  ])("is refused as %j", (given) => {
    expect(saveViewInput.safeParse(given).success).toBe(false);
  });
});
