import "server-only";
import { apiAnswer, strictTransport } from "../kernel/security-headers";
import { readEnv } from "../platform/env";

let addressIsHttps: boolean | undefined;

/** What every answer of the machine API carries, on both lanes. */
export function answerHeaders(request: Headers): Record<string, string> {
  // read once: this stands before every flag that is served
  addressIsHttps ??= readEnv("AUTH_URL").AUTH_URL?.startsWith("https:") ?? false;
  const isHttps = addressIsHttps || request.get("x-forwarded-proto") === "https";
  return isHttps ? { ...apiAnswer, "strict-transport-security": strictTransport } : { ...apiAnswer };
}
