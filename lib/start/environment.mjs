// The variables that the commands need, validated before anything starts; secrets of the demo are made once and kept
// in DATA_DIR. Plain Node: nothing is installed yet when this runs.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

export const root = path.join(import.meta.dirname, "../..");

/** A reason to stop that is told as it is, without a stack. */
export class StartError extends Error {}

const loopback = new Set(["127.0.0.1", "localhost", "::1"]);

function port(env, name, fallback) {
  const given = env[name];
  if (!given) return fallback;
  if (!/^\d{1,5}$/.test(given) || Number(given) < 1 || Number(given) > 65535) {
    throw new StartError(`${name} is wrong: it must be a port from 1 to 65535, not "${given}".`);
  }
  return Number(given);
}

function oneOf(env, name, values, fallback) {
  const given = env[name];
  if (!given) return fallback;
  if (!values.includes(given))
    throw new StartError(`${name} is wrong: it must be ${values.join(" or ")}, not "${given}".`);
  return given;
}

function matching(env, name, form, words) {
  const given = env[name];
  if (given && !form.test(given)) throw new StartError(`${name} is wrong: it must be ${words}.`);
  return given || undefined;
}

/** What was made at an earlier start: {password, apiKey, secret}. Mode 0600. */
function keptSecrets(dataDir) {
  const file = path.join(dataDir, "secrets.json");
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  const kept = {
    password: randomBytes(9).toString("base64url"),
    apiKey: `slu_${randomBytes(24).toString("hex")}`,
    secret: randomBytes(32).toString("base64url"),
  };
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, JSON.stringify(kept, null, 2), { mode: 0o600 });
  return kept;
}

/** Where the commands keep what they make: DATA_DIR, or .data in the project. */
export function dataFolder(env = process.env) {
  return path.resolve(root, env.DATA_DIR || ".data");
}

function checkDemo(env, demo, host) {
  if (!demo) {
    for (const name of ["DEMO_PASSWORD", "DEMO_API_KEY"]) {
      if (env[name]) throw new StartError(`${name} is set but DEMO is 0: leave ${name} away, or set DEMO=1.`);
    }
    return;
  }
  if (!loopback.has(host) && env.DEMO_PUBLIC !== "1") {
    throw new StartError(
      `DEMO=1 on HOST=${host} would be open to others: set DEMO_PUBLIC=1 if you mean it, or DEMO=0.`,
    );
  }
  if (env.DEMO_PASSWORD && env.DEMO_PASSWORD.length < 8)
    throw new StartError("DEMO_PASSWORD is wrong: it needs 8 characters or more.");
  matching(env, "DEMO_API_KEY", /^slu_[A-Za-z0-9_]{20,100}$/, "slu_ and 20 to 100 of A–Z a–z 0–9 _");
}

function checkRest(env) {
  const currency = matching(env, "REPORTING_CURRENCY", /^[A-Z]{3}$/, "an ISO 4217 code such as USD");
  if (currency && !Intl.supportedValuesOf("currency").includes(currency))
    throw new StartError(`REPORTING_CURRENCY is wrong: ${currency} is not a currency.`);
  if (env.REPORTING_TIME_ZONE) {
    try {
      new Intl.DateTimeFormat("en", { timeZone: env.REPORTING_TIME_ZONE });
    } catch {
      throw new StartError(
        `REPORTING_TIME_ZONE is wrong: "${env.REPORTING_TIME_ZONE}" is not an IANA zone such as Asia/Shanghai.`,
      );
    }
  }
  oneOf(env, "LOG_LEVEL", ["trace", "debug", "info", "warn", "error", "fatal", "silent"], "info");
  oneOf(env, "DEMO_PUBLIC", ["0", "1"], "0");
  matching(env, "DATABASE_POOL_MAX", /^([2-9]|[1-9]\d|1\d\d|200)$/, "a number from 2 to 200");
  for (const name of ["RATE_LIMIT_KEY", "RATE_LIMIT_PERSON", "RATE_LIMIT_ADDRESS"])
    matching(env, name, /^\d{1,9}$/, "a number of requests a minute, 0 for no limit");
  matching(env, "AUTH_URL", /^https?:\/\/[^\s/]+/, "an address such as https://sluice.example");
  matching(env, "OIDC_ISSUER", /^https?:\/\/[^\s/]+/, "an address such as https://login.example.com");
  if (Boolean(env.OIDC_ISSUER) !== Boolean(env.OIDC_CLIENT_ID))
    throw new StartError("OIDC_ISSUER and OIDC_CLIENT_ID go together: set both or neither.");
  if (env.ADMIN_EMAIL && !/^[^\s@]+@[^\s@]+$/.test(env.ADMIN_EMAIL))
    throw new StartError("ADMIN_EMAIL is wrong: it must be an e-mail address.");
  if (Boolean(env.ADMIN_EMAIL) !== Boolean(env.ADMIN_PASSWORD))
    throw new StartError("ADMIN_EMAIL and ADMIN_PASSWORD go together: set both or neither.");
  if (env.ADMIN_PASSWORD && env.ADMIN_PASSWORD.length < 8)
    throw new StartError("ADMIN_PASSWORD is wrong: it needs 8 characters or more.");
}

/** Whether the demo is on: 1 with the embedded database, else 0, unless DEMO says. */
export function isDemo(env = process.env) {
  return oneOf(env, "DEMO", ["0", "1"], env.DATABASE_URL ? "0" : "1") === "1";
}

/** What serving needs. Throws StartError naming the variable at fault. */
export function readServing(env = process.env) {
  matching(env, "DATABASE_URL", /^postgres(ql)?:\/\/\S+$/, "an address that begins with postgresql://");
  const demo = isDemo(env);
  const host = env.HOST || "127.0.0.1";
  const dashboardPort = port(env, "PORT", 3000);
  if (dashboardPort === 65535 && !env.GATEWAY_PORT)
    throw new StartError("PORT=65535 leaves no port for the gateway: set GATEWAY_PORT.");
  const gatewayPort = port(env, "GATEWAY_PORT", dashboardPort + 1);
  if (dashboardPort === gatewayPort)
    throw new StartError(`GATEWAY_PORT is wrong: it must differ from PORT (${dashboardPort}).`);
  checkDemo(env, demo, host);
  checkRest(env);
  if (!demo && !env.AUTH_SECRET)
    throw new StartError(
      "AUTH_SECRET is not set: it signs the sessions. Make one with: openssl rand -base64 33",
    );
  if (env.AUTH_SECRET && env.AUTH_SECRET.length < 16)
    throw new StartError("AUTH_SECRET is wrong: it needs 16 characters or more.");
  const dataDir = dataFolder(env);
  const kept = demo ? keptSecrets(dataDir) : undefined;
  const shownHost = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return {
    demo,
    host,
    port: dashboardPort,
    gatewayPort,
    dataDir,
    url: `http://${shownHost.includes(":") ? `[${shownHost}]` : shownHost}:${dashboardPort}`,
    gatewayUrl: `http://${shownHost.includes(":") ? `[${shownHost}]` : shownHost}:${gatewayPort}`,
    secret: env.AUTH_SECRET || kept?.secret,
    demoPassword: demo ? env.DEMO_PASSWORD || kept.password : undefined,
    demoApiKey: demo ? env.DEMO_API_KEY || kept.apiKey : undefined,
  };
}

/** The environment of everything that `up` starts. */
export function childEnvironment(serving, databaseUrl, env = process.env) {
  const made = {
    ...env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: databaseUrl,
    DATA_DIR: serving.dataDir,
    HOST: serving.host,
    PORT: String(serving.port),
    GATEWAY_PORT: String(serving.gatewayPort),
    AUTH_SECRET: serving.secret,
    NEXTAUTH_SECRET: serving.secret,
    DEMO: serving.demo ? "1" : "0",
  };
  // next-auth 4: a fixed address when there is one, else the host that the browser asked
  if (env.AUTH_URL) made.NEXTAUTH_URL = env.AUTH_URL;
  else made.AUTH_TRUST_HOST = "1";
  if (serving.demo)
    Object.assign(made, { DEMO_PASSWORD: serving.demoPassword, DEMO_API_KEY: serving.demoApiKey });
  return made;
}
