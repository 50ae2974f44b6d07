import { expect, it } from "vitest";
import { defaultSourceFilter } from "./source-choice";

it.each([
  [[], {}],
  [["demo"], {}],
  [["demo", "chat"], { exceptSource: "demo" }],
  [["chat"], { exceptSource: "demo" }],
])("with the sources %j a screen begins with %j", (sources, filter) =>
  expect(defaultSourceFilter(sources.map((source) => ({ source })))).toEqual(filter),
);
