import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detectJsonLayout, JsonRecords } from "./json-records";

function readAll(text: string, size: number) {
  const records = new JsonRecords(detectJsonLayout(text));
  const found = [];
  for (let at = 0; at < text.length; at += size) found.push(...records.push(text.slice(at, at + size)));
  return [...found, ...records.end()];
}
const object = fc.dictionary(
  fc.string({ maxLength: 4 }),
  fc.oneof(
    fc.string(),
    fc.integer(),
    fc.array(fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }), { maxLength: 2 }),
  ),
  { maxKeys: 3 },
);

describe("JSON", () => {
  it.each([
    ["an array", (values: unknown[]) => JSON.stringify(values)],
    ["an array over many lines", (values: unknown[]) => JSON.stringify(values, null, 2)],
    ["one value a line", (values: unknown[]) => values.map((value) => JSON.stringify(value)).join("\n")],
    [
      "one value a line, with returns",
      (values: unknown[]) => values.map((value) => `${JSON.stringify(value)}\r\n`).join(""),
    ],
    [
      "values one after the other",
      (values: unknown[]) => values.map((value) => JSON.stringify(value, null, 1)).join("\n"),
    ],
  ])("is read from %s, whatever the pieces", (_, write) => {
    fc.assert(
      fc.property(
        fc.array(
          object.map((more) => ({ kind: "row", ...more })),
          { minLength: 1, maxLength: 5 },
        ),
        fc.integer({ min: 1, max: 40 }),
        (values, size) => {
          // the same text as JSON.parse has it, so that -0 and the like do not matter
          const expected = JSON.parse(JSON.stringify(values));
          expect(readAll(write(values), size).map(({ value }) => value)).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("loses one line to what is no JSON, and reads on", () => {
    const records = readAll('{"a":1}\n{"a":\n\n{"a":3}\n', 4);
    expect(records).toEqual([
      { line: 1, value: { a: 1 } },
      { line: 2, value: undefined, text: '{"a":', reason: "is not JSON" },
      { line: 4, value: { a: 3 } },
    ]);
  });

  it("loses one value of an array to what is no JSON, and reads on", () => {
    expect(readAll('[{"a":1},{a:2},{"a":3}]', 5).map(({ value }) => value)).toEqual([
      { a: 1 },
      undefined,
      { a: 3 },
    ]);
  });

  it("says so when the file ends in a value", () => {
    expect(readAll('[{"a":1},{"a":', 5).at(-1)).toMatchObject({
      value: undefined,
      reason: "is not complete: the file ends in it",
    });
  });
});
