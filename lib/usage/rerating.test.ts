import { expect, it } from "vitest";
import { addChange, type ModelChanges, toPreview } from "./rerating";

it.each(["constructor", "__proto__", "toString"])("a model called %s is counted as any other", (model) => {
  const changes: ModelChanges = {};
  addChange(changes, model, 5n, 8n);
  // as the database keeps it between two batches
  const kept: ModelChanges = { ...(JSON.parse(JSON.stringify(changes)) as ModelChanges) };
  addChange(kept, model, 1n, 1n);
  const change = { rows: 2, beforeMicros: "6", afterMicros: "9" };
  expect(toPreview(kept)).toEqual({ ...change, models: [{ model, ...change }] });
});
