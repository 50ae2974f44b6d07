import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CsvRecords, LONGEST_RECORD } from "./csv-records";

function readAll(pieces: string[], delimiter = ",") {
  const records = new CsvRecords(delimiter);
  return [...pieces.flatMap((piece) => records.push(piece)), ...records.end()];
}
/** The text in pieces of `size` characters. */
const cut = (text: string, size: number) => text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];

describe("CSV", () => {
  it.each([
    [
      "lines with and without a return, and none after the last",
      "a,b\r\nc,d\ne,f",
      [
        ["a", "b"],
        ["c", "d"],
        ["e", "f"],
      ],
    ],
    [
      "empty fields",
      ",\n,,",
      [
        ["", ""],
        ["", "", ""],
      ],
    ],
    ["quotes, doubled quotes, delimiters and line ends inside", '"a,""b""\n",c\n', [['a,"b"\n', "c"]]],
    ["a quote inside a plain field as it stands", 'a"b,c\n', [['a"b', "c"]]],
    ["an empty quoted field at the very end", 'a,""', [["a", ""]]],
    ["no blank lines", "\n\r\na\n\n", [["a"]]],
  ])("reads %s, whatever the pieces", (_, text, expected) => {
    for (const size of [1, 2, 3, 100]) {
      expect(readAll(cut(text, size)).map(({ fields }) => fields)).toEqual(expected);
    }
  });

  it("reads what csv-parse reads", () => {
    const field = fc.string({
      unit: fc.constantFrom("a", "1", ",", '"', "\n", "\r\n", " ", "é", ";"),
      maxLength: 6,
    });
    const rows = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 9 }), fc.constantFrom("\n", "\r\n"), (given, size, end) => {
        const text = given
          .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(","))
          .join(end);
        const oracle: string[][] = parse(text, { relaxColumnCount: true, recordDelimiter: [end] });
        expect(readAll(cut(text, size)).map(({ fields }) => fields)).toEqual(oracle);
      }),
    );
  });

  it("tells the line that a record begins in", () => {
    const records = readAll(['h\n"a\nb"\n\nc\n']);
    expect(records.map(({ line, fields }) => [line, fields])).toEqual([
      [1, ["h"]],
      [2, ["a\nb"]],
      [5, ["c"]],
    ]);
  });

  it("loses one line to a quote that never closes, and no more", () => {
    const text = 'h,i\n"a,b\nc,d\ne,f\n';
    for (const size of [1, 4, 100]) {
      const records = readAll(cut(text, size));
      expect(records.map(({ fields }) => fields)).toEqual([["h", "i"], null, ["c", "d"], ["e", "f"]]);
      expect(records[1]).toMatchObject({ line: 2, text: '"a,b', reason: "opens a quote that never closes" });
    }
  });

  it("loses one line to text after a closing quote", () => {
    expect(readAll(['"a"b,c\nd,e\n']).map(({ fields }) => fields)).toEqual([null, ["d", "e"]]);
  });

  it("never holds more than a record of the longest length", () => {
    const records = new CsvRecords();
    const found = [];
    for (let nth = 0; nth < 30; nth += 1) found.push(...records.push("x".repeat(100_000)));
    found.push(...records.push("\na,b\n"));
    expect(found.map(({ fields }) => fields)).toEqual([null, ["a", "b"]]);
    const open = new CsvRecords();
    const lines = Array.from({ length: 30 }, () => open.push(`"${"x".repeat(LONGEST_RECORD / 10)}\n`)).flat();
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.every(({ fields }) => fields === null)).toBe(true);
  });
});
