import type { Role, Scope } from "./roles";

export type PersonActor = { kind: "person"; id: string; name: string; email: string; role: Role };
export type KeyActor = {
  kind: "key";
  id: string;
  name: string;
  prefix: string;
  publicId: string;
  scopes: readonly Scope[];
  allowedOrigins: readonly string[];
};
/** Sluice itself: a schedule, a guardrail, the break-glass command. */
export type SystemActor = {
  kind: "system";
  id: "schedule" | "guardrail" | "command" | "start";
  name: string;
};

/** Who acts. Every command takes one and asks `authorize`. */
export type Actor = PersonActor | KeyActor | SystemActor;

/** What is kept of an actor beside a change. */
export type ActorStamp = { kind: Actor["kind"]; id: string; name: string };

export function stampOf(actor: Actor): ActorStamp {
  return { kind: actor.kind, id: actor.id, name: actor.name };
}

/** A person's doing, in the browser or by the break-glass command: what no key and no guardrail may undo. */
export function isPersons(stamp: Pick<ActorStamp, "kind" | "id">): boolean {
  return stamp.kind === "person" || (stamp.kind === "system" && stamp.id === "command");
}
