/** FormData as a plain object: dotted names nest (`limits.coupons`), empty strings are left out, Next's own fields too. */
export function formToObject(form: FormData): Record<string, unknown> {
  const object: Record<string, unknown> = Object.create(null);
  for (const [name, value] of form) {
    if (
      typeof value !== "string" ||
      value === "" ||
      name.startsWith("$ACTION") ||
      /__proto__|constructor|prototype/.test(name)
    )
      continue;
    const parts = name.split(".").slice(0, 4);
    const last = parts.pop() ?? name;
    let at = object;
    for (const part of parts) {
      // a field and a group of the same name: the group stands
      if (typeof at[part] !== "object") at[part] = Object.create(null);
      at = at[part] as Record<string, unknown>;
    }
    at[last] = value;
  }
  return object;
}

/** What was typed, by field name, for a form that is shown again. Never what a password field held. */
export function typedValues(form: FormData): Record<string, string> {
  const typed: Record<string, string> = {};
  for (const [name, value] of form) {
    if (typeof value !== "string" || name.startsWith("$ACTION") || /password|secret/i.test(name)) continue;
    typed[name] = value;
  }
  return typed;
}
