import "server-only";
import type { Actor } from "../auth";
import { startLanePresence } from "../switch/server";
import { createMachineApi } from "./machine-api";

const held = globalThis as unknown as { sluiceMachineApi?: ReturnType<typeof createMachineApi> };

/** The same API inside Next. `person` is the signed-in person, when no key is presented. */
export function answerInNext(request: Request, person: Actor | null): Response | Promise<Response> {
  if (!held.sluiceMachineApi) {
    held.sluiceMachineApi = createMachineApi();
    startLanePresence("dashboard");
  }
  return held.sluiceMachineApi.fetch(request, { person });
}
