import "server-only";
import { refuse } from "../../kernel/result";

/** Zod's issues as the refusal of a command that is called without a door before it (seed, command line). */
export function wrongFields(issues: { path: PropertyKey[]; message: string }[]) {
  return refuse(
    "invalid_request",
    "Some fields are wrong.",
    issues.map(({ path, message }) => ({ pointer: `#/${path.map(String).join("/")}`, detail: message })),
  );
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Whether Postgres would take it as an id. */
export function isId(id: string): boolean {
  return UUID.test(id);
}
