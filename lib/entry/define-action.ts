import "server-only";
import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Actor, PersonActor } from "../auth";
import { requireSessionInAction } from "../auth/next";
import type { FieldError, Result } from "../kernel/result";
import { log } from "../platform/log";
import { isOutage } from "../platform/outage";
import { toFieldErrors } from "./field-errors";
import { formToObject } from "./form-to-object";
import { limitActor } from "./rate-limit";

/** What a form or component gets back: serialisable, never a stack. `errors` are keyed by field name. */
export type ActionState<T = unknown> =
  | { ok: true; value: T }
  | { ok: false; code: string; detail: string; errors: Record<string, string> };

function byField(errors: FieldError[] | undefined): Record<string, string> {
  return Object.fromEntries(
    (errors ?? []).map(({ pointer, detail }) => [pointer.replace(/^#\/?/, "").replaceAll("/", "."), detail]),
  );
}

/**
 * The browser's writing door: session → actor, zod, the command, Result → ActionState. Anything unexpected is logged
 * with an id and told in a generic sentence. A pause is never refused for haste. Use inside a "use server" file: `return runAction(schema, input, command)`.
 */
export async function runAction<S extends z.ZodType, T>(
  schema: S,
  input: FormData | unknown,
  command: (actor: PersonActor, input: z.output<S>, sessionId: string) => Promise<Result<T>>,
  { isPause = false } = {},
): Promise<ActionState<T>> {
  const { person: actor, id: sessionId } = await requireSessionInAction();
  const tooMany = isPause ? null : limitActor(actor);
  if (tooMany) return { ok: false, code: tooMany.code, detail: tooMany.detail, errors: {} };
  return runCommand(schema, input, actor, (given) => command(actor, given, sessionId));
}

/** As runAction, for the few forms that stand before a session: a link that was given out shows who asks. */
export async function runOpenAction<S extends z.ZodType, T>(
  schema: S,
  input: FormData | unknown,
  command: (input: z.output<S>) => Promise<Result<T>>,
): Promise<ActionState<T>> {
  return runCommand(schema, input, null, command);
}

async function runCommand<S extends z.ZodType, T>(
  schema: S,
  input: FormData | unknown,
  actor: Actor | null,
  command: (input: z.output<S>) => Promise<Result<T>>,
): Promise<ActionState<T>> {
  const parsed = schema.safeParse(input instanceof FormData ? formToObject(input) : input);
  if (!parsed.success) {
    const errors = toFieldErrors(parsed.error);
    return {
      ok: false,
      code: "invalid_request",
      detail: "Some fields need another look.",
      errors: byField(errors),
    };
  }
  try {
    const result = await command(parsed.data);
    if (result.ok) return { ok: true, value: result.value };
    return {
      ok: false,
      code: result.error.code,
      detail: result.error.detail,
      errors: byField(result.error.errors),
    };
  } catch (error) {
    if (isOutage(error)) {
      log.warn({ error: (error as Error).message }, "the database is away");
      return {
        ok: false,
        code: "unavailable",
        detail: "The database is not reachable just now. Nothing was changed; try again.",
        errors: {},
      };
    }
    const id = randomUUID().slice(0, 8);
    log.error({ id, error, actor: actor?.id }, "an action failed");
    return {
      ok: false,
      code: "internal_error",
      detail: `This did not work on our side. Nothing was changed. Error ${id}.`,
      errors: {},
    };
  }
}
