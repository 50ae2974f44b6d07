import "server-only";
import { type Actor, authorize } from "../../auth";
import { type Result, refuse } from "../../kernel/result";
import type { CampaignInput } from "../campaign-input";
import type { Campaign } from "../campaign-view";
import { getCampaignInput } from "./campaign-queries";
import { noSuchCampaign } from "./change-campaign";
import { createCampaign } from "./create-campaign";

const MOST_TRIES = 100;
const MOST_KEY = 60;
const MOST_NAME = 120;

/** `autumn` → `autumn-copy`, `autumn-copy-2` …; a key that would grow too long loses its end. */
export function copyKey(key: string, nth: number): string {
  const suffix = nth === 1 ? "-copy" : `-copy-${nth}`;
  return `${key.slice(0, MOST_KEY - suffix.length)}${suffix}`;
}

/** A draft like this one without its start and end, under the next free key. */
export async function duplicateCampaign(actor: Actor, key: string): Promise<Result<Campaign>> {
  const may = authorize(actor, "write_campaigns");
  if (!may.ok) return may;
  const original = await getCampaignInput(key);
  if (!original) return noSuchCampaign(key);
  const { startsAt: _start, endsAt: _end, ...kept } = original;
  const name = `${original.name.slice(0, MOST_NAME - 7)} (copy)`;
  for (let nth = 1; nth <= MOST_TRIES; nth += 1) {
    const copy: CampaignInput = { ...kept, key: copyKey(key, nth), name };
    const created = await createCampaign(actor, copy, key);
    if (created.ok || created.error.code !== "key_taken") return created;
  }
  return refuse(
    "key_taken",
    `There are ${MOST_TRIES} copies of ${key} already. Give one of them another use.`,
  );
}
