import { closeDatabase, useDatabase } from "@/lib/platform/db";
import { fuzzGateway } from "../fixtures/fuzzed-gateway";
import type { Bench } from "./bench";

const REQUESTS = 20_000;

/** Requests made from the OpenAPI document, right and wrong ones: every answer must be one that it names. */
export const fuzz: Bench = async ({ url, say }) => {
  await useDatabase(url);
  const begun = performance.now();
  const seed = Number(process.env.FUZZ_SEED) || undefined;
  const outcome = await fuzzGateway(url, { requests: REQUESTS, ...(seed ? { seed } : {}) }).finally(
    closeDatabase,
  );
  say(`  ${JSON.stringify(outcome.statuses)}, ${outcome.operations} operations answered 2xx`);
  say(`  ${Math.round(outcome.requests / ((performance.now() - begun) / 1_000))} requests a second`);
  if (outcome.complaint) say(`  ${outcome.complaint}`);
  for (const line of outcome.errors.slice(0, 5)) say(`  log: ${line.slice(0, 1_000)}`);
  if (outcome.health !== 200) say(`  health answers ${outcome.health}`);
  const ok =
    outcome.complaint === null &&
    outcome.errors.length === 0 &&
    outcome.health === 200 &&
    outcome.requests >= REQUESTS;
  return [
    {
      name: "fuzzed requests answered as the OpenAPI document says",
      value: outcome.requests,
      unit: "requests",
      yardstick: "requests a run",
      yardstickValue: REQUESTS,
      ratio: outcome.requests / REQUESTS,
      must: "all documented, no 5xx, no error in the log, healthy afterwards",
      ok,
    },
  ];
};
