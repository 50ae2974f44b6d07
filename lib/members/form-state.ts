/** A form that was refused: what is wrong, field by field, and what was typed. */
export type RefusedForm = {
  ok: false;
  detail: string;
  errors: Record<string, string>;
  values: Record<string, string>;
};

/** What a button's form says when it was refused. */
export type SettingState = { detail: string } | null;

/** A link that is shown this one time, whole. */
export type LinkFormState = { ok: true; email: string; href: string; expiresAt: string } | RefusedForm | null;

/** Codes that are shown this one time. */
export type CodesFormState = { ok: true; codes: string[] } | RefusedForm | null;

/** A form that leads on when it works. */
export type PlainFormState = { ok: true } | RefusedForm | null;
