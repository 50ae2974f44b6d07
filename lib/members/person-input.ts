import { z } from "zod";
import { type Role, roles } from "../auth";
import { oneLine } from "../kernel/text";

const email = z
  .email("give an address such as name@company.com")
  .max(320)
  .transform((address) => address.toLowerCase());
const name = oneLine(120).trim().min(1, "give a name");
/** NIST SP 800-63B: length counts, not kinds of characters. */
const password = z
  .string("choose a password")
  .min(8, "use 8 characters or more")
  .max(1_000, "use 1,000 characters at most");
const token = z.string().max(200);

/** A new person. Addresses are kept in lower case; a password has 8 characters or more. */
export const personInput = z.strictObject({ email, name, role: z.enum(roles), password });

export type PersonInput = z.input<typeof personInput>;

export const inviteInput = z.strictObject({ email, role: z.enum(roles, "choose a role") });

/** What somebody who was invited says of themselves. The link's token shows that it is they. */
export const joinInput = z.strictObject({ token, name, password });

export const resetInput = z.strictObject({ token, password });

export const passwordChangeInput = z.strictObject({
  currentPassword: z.string("give the password you sign in with").min(1).max(1_000, "is not your password"),
  password,
});

/** A code of the authenticator app, or a recovery code. */
export const codeInput = z.strictObject({
  code: z.string("give the code").trim().min(1, "give the code").max(100),
});

/** A person as a screen shows one. */
export type Person = {
  id: string;
  email: string;
  name: string;
  role: Role;
  createdAt: string;
  disabledAt: string | null;
};

/** As administrators see a person. */
export type PersonDetail = Person & {
  hasPassword: boolean;
  hasSecondFactor: boolean;
  hasSingleSignOn: boolean;
};

/** An invitation that stands. */
export type Invite = {
  id: string;
  email: string;
  role: Role;
  createdBy: string;
  createdAt: string;
  expiresAt: string;
};

/** A link that was just made: its token is shown this one time. */
export type MadeLink = { id: string; email: string; token: string; expiresAt: string };
