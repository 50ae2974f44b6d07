import { describe, expect, it } from "vitest";
import {
  groupFilter,
  type LedgerUrlFilter,
  readLedgerFilter,
  toLedgerFilterParams,
  toLedgerUrl,
} from "./ledger-url";

const view = { from: "2024-12-03", to: "2024-12-03", source: "", timeZone: "Asia/Shanghai" };

describe("the address of the ledger", () => {
  it.each<[string, LedgerUrlFilter]>([
    ["nothing", {}],
    ["names", { model: "qwen-plus", campaign: "50 %, spring", subject: "user 1" }],
    ["no campaign, and only what has no price", { none: ["campaign", "region"], only: "unpriced" }],
    ["all but some", { otherThan: { field: "campaign", names: ["spring", "", "a,b"] } }],
  ])("says %s and is read as the same", (_, filter) => {
    expect(readLedgerFilter(toLedgerFilterParams(filter))).toEqual({ filter, notes: [] });
  });

  it("leaves away what it cannot mean, with a sentence", () => {
    const { filter, notes } = readLedgerFilter({ only: "cheap", none: ["campaign", "region"], model: "m" });
    expect(filter).toEqual({ model: "m", none: ["campaign", "region"] });
    expect(notes).toEqual([expect.stringContaining("“cheap” in the address: only must be one of")]);
  });

  it("names days and clock, so that a figure's rows are the same ones tomorrow", () => {
    expect(toLedgerUrl(view, { model: "qwen-plus" })).toBe(
      "/costs/ledger?from=2024-12-03&to=2024-12-03&timeZone=Asia%2FShanghai&model=qwen-plus",
    );
    expect(toLedgerUrl({ ...view, source: "chat" }, { source: "demo" })).toContain("source=demo");
  });

  it("asks for what a group sums: its own, those without a name, the rest", () => {
    const groups = ["qwen-max", "not named", "qwen-plus", "other"];
    expect(groupFilter("model", groups, 0)).toEqual({ model: "qwen-max" });
    expect(groupFilter("campaign", groups, 1)).toEqual({ none: ["campaign"] });
    expect(groupFilter("model", groups, 3)).toEqual({
      otherThan: { field: "model", names: ["qwen-max", "", "qwen-plus"] },
    });
    // one that is called so
    expect(groupFilter("model", ["other"], 0)).toEqual({ model: "other" });
  });
});
