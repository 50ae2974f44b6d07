import { z } from "zod";
import { type Scope, scopes } from "../auth";
import { oneLine } from "../kernel/text";

/** What a browser's Origin header says: scheme, host and port, nothing behind them. */
function isOrigin(value: string): boolean {
  try {
    return new URL(value).origin === value;
  } catch {
    return false;
  }
}

/** A new API key. `key` is given only when its value must be known beforehand (the demo); else it is random. */
export const keyInput = z.strictObject({
  name: oneLine(120).trim().min(1, "give a name"),
  scopes: z
    .array(z.enum(scopes))
    .min(1, "choose at least one scope")
    .transform((list) => scopes.filter((scope) => list.includes(scope))),
  allowedOrigins: z
    .array(z.string().refine(isOrigin, "give an origin such as https://chat.example.com"))
    .max(50, "give 50 origins at most")
    .default([]),
  /** The key is refused from then on; null or left away: never by itself. */
  expiresAt: z.iso.datetime("give a time such as 2027-01-31T00:00:00Z").nullish(),
  key: z
    .string()
    .regex(/^slu_[A-Za-z0-9_]{20,100}$/, "slu_ and 20 to 100 of A–Z a–z 0–9 _")
    .optional(),
});

export type KeyInput = z.input<typeof keyInput>;

/** How long, in hours, the secret that a rotation replaces stays valid beside the new one: at most 30 days. */
export const rotateInput = z.strictObject({
  id: z.string(),
  overlapHours: z.coerce
    .number("choose how long")
    .int("use whole hours")
    .min(0)
    .max(720, "use 720 hours at most"),
});

/** An earlier secret of a key that is still taken. */
export type EarlierSecret = { prefix: string; validUntil: string };

/** A key as a screen shows one: never the key, its hash or its stream token. */
export type ApiKeyRow = {
  id: string;
  name: string;
  prefix: string;
  scopes: Scope[];
  allowedOrigins: string[];
  publicId: string;
  createdBy: string;
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
  revokedAt: string | null;
  /** Secrets that a rotation replaced and that are still valid. */
  earlier: EarlierSecret[];
};

/** The one time that the whole key is shown. */
export type CreatedKey = ApiKeyRow & { key: string };
