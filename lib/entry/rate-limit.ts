import "server-only";
import type { Actor } from "../auth";
import type { Refusal } from "../kernel/result";
import { readEnv } from "../platform/env";
import { log } from "../platform/log";
import { addRates, forgetRates } from "./rate-store";
import { RateWindow } from "./rate-window";

const TELL_MS = 1_000;

const names = { key: "RATE_LIMIT_KEY", person: "RATE_LIMIT_PERSON", address: "RATE_LIMIT_ADDRESS" } as const;
type Kind = keyof typeof names;
const words: Record<Kind, string> = {
  key: "This key has used its requests of a minute",
  person: "You have used your requests of a minute",
  address: "Too many requests without a valid key came from this address",
};

// Next may load this module more than once in a process; the counts are one a process
const held = globalThis as unknown as { sluiceRates?: { window: RateWindow; most: Record<Kind, number> } };

function rates() {
  if (held.sluiceRates) return held.sluiceRates;
  const { RATE_LIMIT_KEY, RATE_LIMIT_PERSON, RATE_LIMIT_ADDRESS } = readEnv(...Object.values(names));
  const window = new RateWindow();
  let isTelling = false;
  setInterval(async () => {
    if (isTelling) return;
    const told = window.toTell(Date.now());
    if (told.length === 0) return;
    isTelling = true;
    try {
      window.hear(await addRates(told));
      await forgetRates();
    } catch (error) {
      // each replica then holds its own allowance; the database has other worries
      log.debug({ error: (error as Error).message }, "counts of requests were not shared");
    }
    isTelling = false;
  }, TELL_MS).unref();
  const most = { key: RATE_LIMIT_KEY, person: RATE_LIMIT_PERSON, address: RATE_LIMIT_ADDRESS };
  held.sluiceRates = { window, most };
  return held.sluiceRates;
}

function takeOne(kind: Kind, id: string): Refusal | null {
  const { window, most: allowed } = rates();
  const most = allowed[kind];
  if (most === 0) return null;
  const retryAfterSeconds = window.take(`${kind} ${id}`, most, Date.now());
  if (retryAfterSeconds === 0) return null;
  return {
    code: "rate_limited",
    detail: `${words[kind]} (${most.toLocaleString("en")}). Try again in ${retryAfterSeconds} s.`,
    retryAfterSeconds,
  };
}

/** One request of a key or person, against the allowance a minute that all replicas share. Null: go ahead. */
export function limitActor(actor: Actor): Refusal | null {
  if (actor.kind !== "key" && actor.kind !== "person") return null;
  return takeOne(actor.kind, actor.id);
}

/** One request whose key is nobody's. Whoever has a good key is never refused for the address. */
export function limitStranger(address: string): Refusal | null {
  return takeOne("address", address);
}
