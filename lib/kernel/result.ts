/** What a command answers: refusals are returned, bugs are thrown. */
export type Result<T, E = Refusal> = { ok: true; value: T } | { ok: false; error: E };

/** One wrong field: RFC 6901 pointer into the body (or `#/query/…`), and what to do about it. */
export type FieldError = { pointer: string; detail: string };

/** A refusal with a code of the closed table in lib/kernel/problem.ts and a sentence for the reader. */
export type Refusal<C extends string = import("./problem").ProblemCode> = {
  code: C;
  detail: string;
  errors?: FieldError[];
  retryAfterSeconds?: number;
};

export function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

export function err<E>(error: E): { ok: false; error: E } {
  return { ok: false, error };
}

/** Shorthand for the commonest error value. */
export function refuse<C extends string>(
  code: C,
  detail: string,
  errors?: FieldError[],
): { ok: false; error: Refusal<C> } {
  return { ok: false, error: errors ? { code, detail, errors } : { code, detail } };
}
