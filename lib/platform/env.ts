import "server-only";
import { z } from "zod";

/** What is wrong with the environment, in a sentence that names the variable. Stops the command. */
export class EnvironmentError extends Error {}

const port = z.coerce.number().int().min(1).max(65535);
const flag = z.enum(["0", "1"]).transform((value) => value === "1");
/** Requests a minute, over all replicas; 0 sets no limit. */
const rate = z.coerce.number().int().min(0).max(1_000_000_000);
const loopback = new Set(["127.0.0.1", "localhost", "::1"]);

const shape = z.object({
  PORT: port.default(3000),
  GATEWAY_PORT: port.optional(),
  HOST: z.string().min(1).default("127.0.0.1"),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "must begin with postgresql://"),
  DATABASE_POOL_MAX: z.coerce.number().int().min(2).max(200).default(10),
  DATA_DIR: z.string().default(".data"),
  AUTH_SECRET: z.string().min(16, "must have 16 characters or more"),
  AUTH_URL: z.url().optional(),
  OIDC_ISSUER: z.url().optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_ROLE_CLAIM: z.string().optional(),
  REPORTING_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, "must be an ISO 4217 code such as USD")
    .default("USD"),
  REPORTING_TIME_ZONE: z.string().default("UTC"),
  RATE_LIMIT_KEY: rate.default(1_200_000),
  RATE_LIMIT_PERSON: rate.default(6_000),
  RATE_LIMIT_ADDRESS: rate.default(6_000),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/[^/\s]+$/, "must look like smtp://user:password@host:587 or smtps://host")
    .refine(URL.canParse, "must look like smtp://user:password@host:587 or smtps://host")
    .optional(),
  MAIL_FROM: z.email("must be an e-mail address such as sluice@example.com").optional(),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  DEMO: flag.default(false),
  DEMO_PUBLIC: flag.default(false),
  DEMO_PASSWORD: z.string().min(8).optional(),
  DEMO_API_KEY: z
    .string()
    .regex(/^slu_[A-Za-z0-9_]{20,100}$/, "must be slu_ and 20–100 of A–Z a–z 0–9 _")
    .optional(),
  ADMIN_EMAIL: z.email().optional(),
  ADMIN_PASSWORD: z.string().min(8).optional(),
});

export type Env = z.infer<typeof shape>;

/**
 * The variables `names`, validated. Throws EnvironmentError naming the one at fault; variables not asked for are
 * left alone. The only reader of process.env in the product.
 */
export function readEnv<K extends keyof Env>(...names: K[]): Pick<Env, K> {
  const mask = Object.fromEntries(names.map((name) => [name, true])) as { [P in K]: true };
  const given = Object.fromEntries(names.map((name) => [name, process.env[name] || undefined]));
  const parsed = shape.pick(mask as never).safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0] ?? "The environment");
    throw new EnvironmentError(
      given[name] === undefined
        ? `${name} is not set: ${issue?.message}.`
        : `${name} is wrong: ${issue?.message}.`,
    );
  }
  return parsed.data as unknown as Pick<Env, K>;
}

/** `npm run dev`: Next's own development build. */
export function isDevelopment(): boolean {
  return process.env.NODE_ENV === "development";
}

export function gatewayPort(): number {
  const { PORT, GATEWAY_PORT } = readEnv("PORT", "GATEWAY_PORT");
  return GATEWAY_PORT ?? PORT + 1;
}

/** A demo that others can reach shows a banner; see contract. */
export function isDemo(): boolean {
  const { DEMO, DEMO_PUBLIC, HOST } = readEnv("DEMO", "DEMO_PUBLIC", "HOST");
  if (DEMO && !loopback.has(HOST) && !DEMO_PUBLIC) {
    throw new EnvironmentError("DEMO=1 on a HOST that is not loopback needs DEMO_PUBLIC=1.");
  }
  return DEMO;
}
