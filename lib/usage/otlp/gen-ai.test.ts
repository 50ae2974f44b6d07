import { expect, it } from "vitest";
import { namesOf } from "./gen-ai";

const tierOf = (attributes: Record<string, string>) => {
  const read = namesOf({
    attributes: new Map(Object.entries(attributes)),
    resource: new Map(),
  });
  return read.ok && read.value.serviceTier;
};

it.each([
  [{ "openai.response.service_tier": "flex" }, "flex"],
  [{ "gen_ai.openai.request.service_tier": "PRIORITY" }, "priority"],
  // what it was served as, not what was asked for
  [{ "openai.request.service_tier": "priority", "openai.response.service_tier": "default" }, ""],
  [{ "openai.request.service_tier": "auto" }, ""],
  [{ "sluice.service_tier": "thinking", "openai.response.service_tier": "flex" }, "thinking"],
  [{}, ""],
])("the service tier of %j is %j", (attributes, tier) => {
  expect(tierOf(attributes)).toBe(tier);
});
