import { expect, it } from "vitest";
import { toCsv } from "./csv";

it("writes missing as nothing, zero as zero, and quotes what must be", () => {
  expect(
    toCsv(
      ["day", "a,b"],
      [
        ["Thu 19", null],
        ['say "hi"', 0],
      ],
    ),
  ).toBe('day,"a,b"\r\nThu 19,\r\n"say ""hi""",0\r\n');
});

it.each([
  ["=cmd()", "'=cmd()"],
  ["@x", "'@x"],
  ["-x", "'-x"],
  ["-12.5", "-12.5"],
  ["+1", "'+1"],
  ["-1e-7", "-1e-7"],
  ["-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"],
  ["  =1+1", "'  =1+1"],
  ["\t=1+1", "'\t=1+1"],
  ["＝1+1", "'＝1+1"],
  ["\r=1,2", '"\'\r=1,2"'],
  ["\n@x", '"\'\n@x"'],
  ["a=b", "a=b"],
])("lets no spreadsheet run %s", (text, cell) => {
  expect(toCsv(["a"], [[text]])).toBe(`a\r\n${cell}\r\n`);
});
