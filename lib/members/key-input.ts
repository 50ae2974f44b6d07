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
    .max(50)
    .default([]),
  key: z
    .string()
    .regex(/^slu_[A-Za-z0-9_]{20,100}$/, "slu_ and 20 to 100 of A–Z a–z 0–9 _")
    .optional(),
});

export type KeyInput = z.input<typeof keyInput>;

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
};

/** The one time that the whole key is shown. */
export type CreatedKey = ApiKeyRow & { key: string };
