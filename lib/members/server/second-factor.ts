import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { recordAudit } from "../../audit/server";
import type { PersonActor } from "../../auth";
import {
  endSessions,
  findTotpStep,
  giveTryBack,
  newTotpSecret,
  seal,
  takeTry,
  toBase32,
  unseal,
} from "../../auth/server";
import { ok, type Result, refuse } from "../../kernel/result";
import { db, type Tx } from "../../platform/db";
import type { Person } from "../person-input";
import { toPerson } from "./member-queries";
import {
  lockPerson,
  removeTotp,
  replaceRecoveryCodes,
  saveTotpDraft,
  saveTotpEnabled,
  takeRecoveryCode,
  takeTotpStep,
} from "./person-store";

const PURPOSE = "totp";
const CODES = 10;

const wrongCode = (detail = "is not right, or was used before: wait for the next one") =>
  refuse("invalid_request", "Some fields are wrong.", [{ pointer: "#/code", detail }]);
const none = () => refuse("invalid_transition", "You have no second factor.");

/** XXXX-XXXX-XXXX-XXXX: 80 bits, so that a plain SHA-256 is enough. */
function newRecoveryCode(): string {
  return (toBase32(randomBytes(10)).match(/.{4}/g) ?? []).join("-");
}

function hashRecoveryCode(code: string): string {
  return createHash("sha256")
    .update(code.toUpperCase().replaceAll(/[^A-Z2-7]/g, ""))
    .digest("hex");
}

async function makeRecoveryCodes(tx: Tx, personId: string): Promise<string[]> {
  const codes = Array.from({ length: CODES }, newRecoveryCode);
  await replaceRecoveryCodes(tx, personId, codes.map(hashRecoveryCode));
  return codes;
}

/** Six digits can be guessed: tries are few, whoever sends them. */
const codeAllowance = (personId: string, device: string) => [
  { key: `code ${personId} ${device}`, most: 5, everySeconds: 30 },
];

/** The secret for one's authenticator app, made anew until a code of it has come back; null when one is in force. */
export async function draftSecondFactor(actor: PersonActor): Promise<string | null> {
  return db().$transaction(async (tx) => {
    const person = await lockPerson(tx, actor.id);
    if (!person || person.totpEnabledAt) return null;
    // one that was begun and not confirmed is shown again: the page may be loaded twice
    const begun = person.totpSecret && unseal(person.totpSecret, PURPOSE);
    if (begun) return begun;
    const secret = newTotpSecret();
    await saveTotpDraft(tx, actor.id, seal(secret, PURPOSE));
    return secret;
  });
}

/** Puts the drafted factor in force with its first code. Gives the recovery codes, shown this one time. */
export async function confirmSecondFactor(actor: PersonActor, code: string): Promise<Result<string[]>> {
  const allowance = codeAllowance(actor.id, "draft");
  const may = await takeTry(allowance);
  if (!may.ok) return may;
  const result = await db().$transaction(async (tx): Promise<Result<string[]>> => {
    const person = await lockPerson(tx, actor.id);
    if (!person?.totpSecret || person.totpEnabledAt)
      return refuse("invalid_transition", "There is nothing to confirm. Load the page again.");
    const secret = unseal(person.totpSecret, PURPOSE);
    const step = secret && findTotpStep(secret, code, new Date());
    if (!step) return wrongCode("is not the code that the app shows now; check the phone's clock");
    await saveTotpEnabled(tx, actor.id, new Date(), step);
    const codes = await makeRecoveryCodes(tx, actor.id);
    await recordAudit(tx, actor, {
      action: "person.second_factor_added",
      target: { kind: "person", id: actor.id },
      after: { email: person.email },
    });
    return ok(codes);
  });
  if (result.ok) await giveTryBack(allowance);
  return result;
}

type Holder = NonNullable<Awaited<ReturnType<typeof lockPerson>>>;

/** Takes a code of the app or a recovery code, each once. */
async function takeCode(tx: Tx, person: Holder, code: string): Promise<"code" | "recovery_code" | null> {
  const secret = person.totpSecret && unseal(person.totpSecret, PURPOSE);
  const step = secret ? findTotpStep(secret, code, new Date()) : null;
  if (step !== null) return (await takeTotpStep(tx, person.id, step)) ? "code" : null;
  return (await takeRecoveryCode(tx, person.id, hashRecoveryCode(code))) ? "recovery_code" : null;
}

/**
 * The second step of signing in: a code of the app that was not used before, or a recovery code. Tries are counted by
 * `from`; those from devices that the person has not used before also all together, so that many addresses do not help
 * whoever guesses, and do not keep the person out.
 */
export async function passSecondStep(
  personId: string,
  code: string,
  from: { name: string; known: boolean },
): Promise<Result<Person>> {
  const own = codeAllowance(personId, from.name);
  const all = from.known ? own : [...own, { key: `account code ${personId}`, most: 50, everySeconds: 120 }];
  const may = await takeTry(all);
  if (!may.ok) return may;
  const result = await db().$transaction(async (tx): Promise<Result<Person>> => {
    const person = await lockPerson(tx, personId);
    if (!person || person.disabledAt || !person.totpEnabledAt)
      return refuse("unauthenticated", "Sign in again from the beginning.");
    const taken = await takeCode(tx, person, code);
    if (!taken) return wrongCode();
    if (taken === "recovery_code") {
      await recordAudit(
        tx,
        { kind: "person", id: person.id, name: person.name },
        {
          action: "person.recovery_code_used",
          target: { kind: "person", id: person.id },
          after: { email: person.email },
        },
      );
    }
    return ok(toPerson(person));
  });
  if (result.ok) await giveTryBack(all);
  return result;
}

async function withOwnCode<T>(
  actor: PersonActor,
  code: string,
  act: (tx: Tx, person: Holder) => Promise<T>,
): Promise<Result<T>> {
  const allowance = codeAllowance(actor.id, "account");
  const may = await takeTry(allowance);
  if (!may.ok) return may;
  const result = await db().$transaction(async (tx): Promise<Result<T>> => {
    const person = await lockPerson(tx, actor.id);
    if (!person?.totpEnabledAt) return none();
    if (!(await takeCode(tx, person, code))) return wrongCode();
    return ok(await act(tx, person));
  });
  if (result.ok) await giveTryBack(allowance);
  return result;
}

/** Takes one's own second factor away, with a code of it: whoever finds an open browser cannot. Other sessions end. */
export function removeSecondFactor(
  actor: PersonActor,
  code: string,
  sessionId: string,
): Promise<Result<void>> {
  return withOwnCode(actor, code, async (tx, { email }) => {
    await removeTotp(tx, actor.id);
    const sessions = await endSessions(tx, actor.id, { except: sessionId });
    await recordAudit(tx, actor, {
      action: "person.second_factor_removed",
      target: { kind: "person", id: actor.id },
      before: { email },
      after: { email, sessionsEnded: sessions },
    });
  });
}

/** New recovery codes, with a code of the app; those before end. Shown this one time. */
export function renewRecoveryCodes(actor: PersonActor, code: string): Promise<Result<string[]>> {
  return withOwnCode(actor, code, async (tx, { email }) => {
    const codes = await makeRecoveryCodes(tx, actor.id);
    await recordAudit(tx, actor, {
      action: "person.recovery_codes_made",
      target: { kind: "person", id: actor.id },
      after: { email, codes: codes.length },
    });
    return codes;
  });
}
