/** What moves: another text = something of that kind changed. Nothing here is meant to be read. */
export type Pulse = {
  /** The version of what flag readers see. */
  switch: string;
  campaigns: string;
  coupons: string;
  usage: string;
  /** Every change that is audited: prices, budgets, people. */
  records: string;
};

/** Event names of the stream. */
export const PULSE_EVENT = "pulse";
export const AWAY_EVENT = "away";
/** The last one: the session of this browser has ended. */
export const SIGNED_OUT_EVENT = "signed-out";

/** Which kinds changed from one pulse to the next; all of them when there was none before. */
export function changedKinds(before: Pulse | null, after: Pulse): (keyof Pulse)[] {
  return (Object.keys(after) as (keyof Pulse)[]).filter((kind) => before?.[kind] !== after[kind]);
}

/** The pulse of a message; null when it is none. */
export function parsePulse(text: string): Pulse | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return null;
    const read = value as Record<string, unknown>;
    const kind = (name: keyof Pulse) => String(read[name] ?? "");
    return {
      switch: kind("switch"),
      campaigns: kind("campaigns"),
      coupons: kind("coupons"),
      usage: kind("usage"),
      records: kind("records"),
    };
  } catch {
    return null;
  }
}
