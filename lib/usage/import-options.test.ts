import { describe, expect, it } from "vitest";
import { parseImportOptions } from "./import-options";

describe("the command line of an import", () => {
  it("is read in any order, with = or a space", () => {
    expect(
      parseImportOptions([
        "--json",
        "a.csv",
        "--source",
        "x",
        "--map=time=created,subject=who",
        "b.csv",
        "--dry-run",
      ]),
    ).toEqual({
      ok: true,
      value: {
        files: ["a.csv", "b.csv"],
        format: "csv",
        map: { time: "created", subject: "who" },
        source: "x",
        model: null,
        campaign: null,
        shiftToNow: false,
        dryRun: true,
        json: true,
      },
    });
  });

  it.each([
    [[], "Which file?"],
    [["a.csv", "--format", "xml"], "xml is not a format"],
    [["a.csv", "--format"], "--format needs a value"],
    [["a.csv", "--source", "--json"], "--source needs a value"],
    [["a.csv", "--model", "a", "--model", "b"], "--model stands twice"],
    [["a.csv", "--fast"], "--fast is not known"],
    [["a.csv", "--map", "time"], "is not FIELD=COLUMN"],
    [["a.csv", "--map", "when=x"], "when is not a field"],
    [["a.csv", "--map", "time=x", "--format", "openai"], "--map goes with --format csv only"],
    [["a.csv", "--campaign", "x".repeat(201)], "--campaign: must have 1 to 200 characters"],
  ])("%j is refused with a sentence", (args, sentence) => {
    const parsed = parseImportOptions(args);
    expect(!parsed.ok && parsed.error).toContain(sentence);
  });
});
