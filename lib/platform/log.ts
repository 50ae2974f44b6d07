import "server-only";
import pino from "pino";
import { readEnv } from "./env";

/** Structured logs, one JSON line each. Never log a key, a password, a stream address or a context. */
export const log = pino({
  level: readEnv("LOG_LEVEL").LOG_LEVEL,
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  serializers: { error: (error) => (error instanceof Error ? pino.stdSerializers.err(error) : error) },
  redact: { paths: ["authorization", "password", "headers.authorization", "*.password"], censor: "[hidden]" },
});
