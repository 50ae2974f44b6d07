import { describe, expect, it } from "vitest";
import {
  isAskedFor,
  type LedgerFilter,
  type LedgerNames,
  parseOtherThan,
  toOtherThan,
} from "./ledger-filter";

const names = (more: Partial<LedgerNames> = {}): LedgerNames => ({
  source: "chat",
  model: "qwen-plus",
  provider: "",
  region: "cn",
  campaign: "",
  serviceTier: "",
  ...more,
});

describe("the ledger's filter", () => {
  it.each<[string, LedgerFilter, Partial<LedgerNames>, boolean]>([
    ["nothing lets everything through", {}, {}, true],
    ["a name", { model: "qwen-plus" }, {}, true],
    ["another name", { model: "qwen" }, {}, false],
    ["two names, one of them wrong", { model: "qwen-plus", region: "eu" }, {}, false],
    ["no campaign", { none: ["campaign"] }, {}, true],
    ["no campaign, and it has one", { none: ["campaign"] }, { campaign: "spring" }, false],
    ["every source but one", { exceptSource: "demo" }, {}, true],
    ["the source left out", { exceptSource: "demo" }, { source: "demo" }, false],
    ["other than", { otherThan: { field: "model", names: ["a", "b"] } }, {}, true],
    ["one of those", { otherThan: { field: "model", names: ["a", "qwen-plus"] } }, {}, false],
    ["one of those, without a name", { otherThan: { field: "campaign", names: [""] } }, {}, false],
  ])("%s", (_, filter, more, asked) => {
    expect(isAskedFor(names(more), filter)).toBe(asked);
  });

  it("tells others than names that hold commas, or are none, in one value", () => {
    const others = { field: "campaign", names: ["spring, 50 %", "", "中秋"] } as const;
    expect(parseOtherThan(toOtherThan(others))).toEqual(others);
  });

  it.each(["", "model", "colour,red", "model,%", `model,${"a,".repeat(30)}`])(
    "knows no others than “%s”",
    (text) => {
      expect(parseOtherThan(text)).toBeNull();
    },
  );
});
