import type { z } from "zod";
import type { FieldError, Refusal } from "../kernel/result";

function escapePart(part: PropertyKey): string {
  return String(part).replaceAll("~", "~0").replaceAll("/", "~1");
}

/** Zod's issues as pointers with a remedy; `root` is "#" for the body, "#/query", "#/params", "#/headers". At most 50. */
export function toFieldErrors(error: z.ZodError, root = "#"): FieldError[] {
  return error.issues.slice(0, 50).flatMap((issue): FieldError[] => {
    const at = [root, ...issue.path.map(escapePart)].join("/");
    if (issue.code === "unrecognized_keys") {
      return issue.keys.slice(0, 20).map((key) => ({
        pointer: `${at}/${escapePart(key)}`,
        detail: "is not a field here; leave it away",
      }));
    }
    return [{ pointer: at, detail: issue.message }];
  });
}

/** `invalid_request` naming the first field in its sentence and all of them as pointers. */
export function invalidRequest(error: z.ZodError, root = "#"): Refusal<"invalid_request"> {
  const errors = toFieldErrors(error, root);
  const first = errors[0];
  const name = first?.pointer.replace(/^#\/?/, "").replaceAll("/", ".") || "The body";
  return { code: "invalid_request", detail: `${name}: ${first?.detail ?? "is wrong"}.`, errors };
}
