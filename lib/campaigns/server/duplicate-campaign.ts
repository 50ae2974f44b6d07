import "server-only";
import { type Actor, authorize } from "../../auth";
import { type Result, refuse } from "../../kernel/result";
import type { CampaignInput } from "../campaign-input";
import type { Campaign } from "../campaign-view";
import { findExpectedCost, getCampaignInput } from "./campaign-queries";
import { noSuchCampaign } from "./change-campaign";
import { createCampaign } from "./create-campaign";

const MOST_TRIES = 100;
const MOST_KEY = 60;
const MOST_NAME = 120;
const MOST_CODE = 40;

/** `autumn` → `autumn-copy`, `autumn-copy-2` …; a key that would grow too long loses its end. */
export function copyKey(key: string, nth: number): string {
  const suffix = nth === 1 ? "-copy" : `-copy-${nth}`;
  return `${key.slice(0, MOST_KEY - suffix.length)}${suffix}`;
}

/** `TEA-FOR-ALL` → `TEA-FOR-ALL-COPY`, `…-COPY-2` …: two campaigns share no code. */
function copyCode(code: string, nth: number): string {
  const suffix = nth === 1 ? "-COPY" : `-COPY-${nth}`;
  return `${code.slice(0, MOST_CODE - suffix.length).replace(/-+$/, "")}${suffix}`;
}

const isCostUnknown = (created: Result<Campaign>) =>
  !created.ok &&
  (created.error.errors ?? []).some(({ pointer }) => pointer.endsWith("/expectedCostPerCoupon"));

/** A draft like this one without its start and end, under the next free key; a shared code becomes another. */
export async function duplicateCampaign(actor: Actor, key: string): Promise<Result<Campaign>> {
  const may = authorize(actor, "write_campaigns");
  if (!may.ok) return may;
  const original = await getCampaignInput(key);
  if (!original) return noSuchCampaign(key);
  const { startsAt: _start, endsAt: _end, ...kept } = original;
  const name = `${original.name.slice(0, MOST_NAME - 7)} (copy)`;
  for (let nth = 1; nth <= MOST_TRIES; nth += 1) {
    const shared = kept.sharedCode === undefined ? {} : { sharedCode: copyCode(kept.sharedCode, nth) };
    const copy: CampaignInput = { ...kept, ...shared, key: copyKey(key, nth), name };
    let created = await createCampaign(actor, copy, key);
    if (isCostUnknown(created)) {
      // the copy runs longer than the original, and so long nobody has been seen yet: what is known of it goes on
      const expected = await findExpectedCost(key);
      if (expected !== null)
        created = await createCampaign(
          actor,
          { ...copy, limits: { ...copy.limits, expectedCostPerCoupon: String(expected) } },
          key,
        );
    }
    const isTaken = !created.ok && ["key_taken", "code_taken"].includes(created.error.code);
    if (!isTaken) return created;
  }
  return refuse(
    "key_taken",
    `There are ${MOST_TRIES} copies of ${key} already. Give one of them another use.`,
  );
}
