import "server-only";
import type { Actor } from "../auth";
import { isOutage } from "../platform/outage";
import { createMachineApi, problemResponse } from "./machine-api";

const held = globalThis as unknown as { sluiceMachineApi?: ReturnType<typeof createMachineApi> };

/** The same API inside Next. `person` is the signed-in person, when no key is presented. */
export function answerInNext(request: Request, person: Actor | null): Response | Promise<Response> {
  held.sluiceMachineApi ??= createMachineApi();
  return held.sluiceMachineApi.fetch(request, { person });
}

/** The answer when nobody could be asked who this is: 503 while the database is away. Anything else is a bug. */
export function answerAway(request: Request, error: unknown): Response {
  if (!isOutage(error)) throw error;
  return problemResponse(
    "unavailable",
    "The database is not reachable just now. Nothing was lost; try again.",
    request,
    { "retry-after": "1" },
  );
}
