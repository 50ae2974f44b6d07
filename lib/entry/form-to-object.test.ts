import { describe, expect, it } from "vitest";
import { formToObject, typedValues } from "./form-to-object";

function form(entries: [string, string][]): FormData {
  const made = new FormData();
  for (const [name, value] of entries) made.append(name, value);
  return made;
}

describe("formToObject", () => {
  it("nests dotted names and leaves out what is empty and what is Next's", () => {
    const object = formToObject(
      form([
        ["name", "Autumn"],
        ["limits.coupons", "5"],
        ["limits.perSubject", ""],
        ["$ACTION_ID_1", ""],
      ]),
    );
    expect(JSON.parse(JSON.stringify(object))).toEqual({ name: "Autumn", limits: { coupons: "5" } });
  });

  it.each(["__proto__.polluted", "constructor.prototype.polluted", "a.__proto__.polluted"])(
    "takes no field named %s",
    (name) => {
      formToObject(form([[name, "yes"]]));
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    },
  );
});

describe("typedValues", () => {
  it("keeps what was typed, empty fields too, and never a password", () => {
    const typed = typedValues(
      form([
        ["email", "a@b.c"],
        ["name", ""],
        ["password", "hunter2"],
        ["newPassword", "hunter3"],
        ["$ACTION_KEY", "k"],
      ]),
    );
    expect(typed).toEqual({ email: "a@b.c", name: "" });
  });
});
