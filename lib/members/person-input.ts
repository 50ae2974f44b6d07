import { z } from "zod";
import { type Role, roles } from "../auth";
import { oneLine } from "../kernel/text";

/** A new person. Addresses are kept in lower case; a password has 8 characters or more. */
export const personInput = z.strictObject({
  email: z
    .email("give an address such as name@company.com")
    .max(320)
    .transform((email) => email.toLowerCase()),
  name: oneLine(120).trim().min(1, "give a name"),
  role: z.enum(roles),
  password: z.string().min(8, "use 8 characters or more").max(1_000),
});

export type PersonInput = z.input<typeof personInput>;

/** A person as a screen shows one. */
export type Person = {
  id: string;
  email: string;
  name: string;
  role: Role;
  createdAt: string;
  disabledAt: string | null;
};
