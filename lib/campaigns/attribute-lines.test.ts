import { expect, it } from "vitest";
import { parseAttributeLines } from "./attribute-lines";

it.each([
  ["country: CN", { country: "CN" }, []],
  ["days = 3\n\n  new = true ", { days: 3, new: true }, []],
  ['level: "3"\nurl: https://a.b/?c=d', { level: "3", url: "https://a.b/?c=d" }, []],
  ["rate: -0.5\nrate: 2", { rate: 2 }, []],
  ["country\n: CN\nplan:\nok: yes", { ok: "yes" }, ["country", ": CN", "plan:"]],
])("reads %j", (typed, attributes, unread) => {
  expect(parseAttributeLines(typed)).toEqual({ attributes, unread });
});

it("takes fifty, and gives the rest back", () => {
  const lines = Array.from({ length: 52 }, (_, nth) => `a${nth}: 1`);
  const { attributes, unread } = parseAttributeLines(lines.join("\n"));
  expect(Object.keys(attributes)).toHaveLength(50);
  expect(unread).toEqual(["a50: 1", "a51: 1"]);
});

it("a name that objects have of their own is a name like any other", () => {
  const { attributes } = parseAttributeLines("__proto__: x\nconstructor: y");
  expect(Object.entries(attributes)).toEqual([
    ["__proto__", "x"],
    ["constructor", "y"],
  ]);
});
