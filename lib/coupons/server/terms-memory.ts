import "server-only";
import type pg from "pg";
import { type CampaignTerms, getCampaignTerms } from "../../campaigns/server";
import { pool } from "../../platform/db";
import { isOutage } from "../../platform/outage";

/** Campaigns whose terms a process keeps at hand. */
const MOST = 1_000;
/** As long as a lane waits for the database. */
const ANSWER_MS = 1_900;

type Known = Map<string, CampaignTerms | Promise<CampaignTerms | null>>;
const memories = new WeakMap<pg.Pool, Known>();

function memory(): Known {
  const at = pool();
  let known = memories.get(at);
  if (!known) {
    known = new Map();
    memories.set(at, known);
  }
  return known;
}

/**
 * A campaign's terms as this process last saw them, read once however many ask. They may be old: the database compares
 * their version before it issues, and says so. null: no such campaign; `away`: the database does not answer.
 */
export async function recallTerms(key: string): Promise<CampaignTerms | null | "away"> {
  const kept = memory().get(key);
  if (kept && !(kept instanceof Promise)) return kept;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"away">((resolve) => {
    timer = setTimeout(() => resolve("away"), ANSWER_MS);
  });
  try {
    return await Promise.race([kept ?? readTerms(key), late]);
  } catch (error) {
    if (isOutage(error)) return "away";
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function readTerms(key: string): Promise<CampaignTerms | null> {
  const known = memory();
  const read = getCampaignTerms(key).then(
    (terms) => {
      // what is not there is asked for again
      if (known.get(key) === read) {
        if (terms) known.set(key, terms);
        else known.delete(key);
      }
      return terms;
    },
    (error) => {
      if (known.get(key) === read) known.delete(key);
      throw error;
    },
  );
  known.set(key, read);
  const [oldest] = known.keys();
  if (known.size > MOST && oldest !== undefined) known.delete(oldest);
  return read;
}

/** `seen` are no longer the terms that stand: the next who asks reads anew. A newer reading is left alone. */
export function forgetTerms(seen: CampaignTerms): void {
  if (memory().get(seen.key) === seen) memory().delete(seen.key);
}
