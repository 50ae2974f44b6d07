import "server-only";
import type { z } from "zod";
import { type FieldError, refuse } from "../../kernel/result";

/** Zod's issues as `invalid_request` with pointers into the body. */
export function wrongFields(error: z.ZodError) {
  const errors: FieldError[] = error.issues.slice(0, 50).flatMap((issue): FieldError[] => {
    const at = ["#", ...issue.path.map(String)].join("/");
    if (issue.code !== "unrecognized_keys") return [{ pointer: at, detail: issue.message }];
    return issue.keys.map((key) => ({ pointer: `${at}/${key}`, detail: "is not a field here" }));
  });
  const [first] = errors;
  const field = first?.pointer.replace(/^#\/?/, "").replaceAll("/", ".") || "The input";
  return refuse("invalid_request", `${field}: ${first?.detail ?? "is wrong"}.`, errors);
}
