import { describe, expect, it } from "vitest";
import { readAuditListUrl, toAuditListUrl } from "./list-url";

function params(url: string) {
  const query = new URLSearchParams(url.split("?")[1]);
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]));
}

describe("the address of the audit", () => {
  it.each([
    { back: [] },
    { action: "switch.paused", actorId: "7", back: [] },
    { targetKind: "campaign", back: [] },
    { targetKind: "coupon", targetId: "A:B", cursor: "C2", back: [""] },
  ] as const)("says %j and reads it again", (list) => {
    const given = { ...list, back: [...list.back] };
    expect(readAuditListUrl(params(toAuditListUrl(given)))).toEqual(given);
  });

  it("leaves out what it does not know", () => {
    expect(readAuditListUrl({ action: "slept", target: "moon:1", actor: "" })).toEqual({ back: [] });
  });
});
