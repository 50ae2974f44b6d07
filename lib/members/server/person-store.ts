import "server-only";
import type { Role } from "../../auth";
import type { Tx } from "../../platform/db";
import { personColumns } from "./member-queries";

const secrets = { passwordHash: true, totpSecret: true, totpEnabledAt: true, totpLastStep: true } as const;

/** The person with what sign-in needs, locked until the transaction ends; null when there is none. */
export async function lockPerson(tx: Tx, id: string) {
  await tx.$queryRaw`SELECT 1 FROM person WHERE id = ${id}::uuid FOR UPDATE`;
  return tx.person.findUnique({ where: { id }, select: { ...personColumns, ...secrets } });
}

/** Locks the administrators who may sign in, so that two cannot take each other's place at once, and counts them. */
export async function countAdmins(tx: Tx): Promise<number> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT id FROM person WHERE role = 'admin' AND disabled_at IS NULL ORDER BY id FOR UPDATE`;
  return rows.length;
}

export async function saveRole(tx: Tx, id: string, role: Role): Promise<void> {
  await tx.person.update({ where: { id }, data: { role } });
}

export async function saveDisabled(tx: Tx, id: string, at: Date | null): Promise<void> {
  await tx.person.update({ where: { id }, data: { disabledAt: at } });
}

export async function savePassword(tx: Tx, id: string, passwordHash: string): Promise<void> {
  await tx.person.update({ where: { id }, data: { passwordHash } });
}

export async function saveSso(tx: Tx, id: string, issuer: string, subject: string): Promise<void> {
  await tx.person.update({ where: { id }, data: { ssoIssuer: issuer, ssoSubject: subject } });
}

/** A secret that is not in force yet. */
export async function saveTotpDraft(tx: Tx, id: string, sealed: string): Promise<void> {
  await tx.person.update({
    where: { id },
    data: { totpSecret: sealed, totpEnabledAt: null, totpLastStep: null },
  });
}

export async function saveTotpEnabled(tx: Tx, id: string, at: Date, step: number): Promise<void> {
  await tx.person.update({ where: { id }, data: { totpEnabledAt: at, totpLastStep: step } });
}

/** True when this call took the step; false when it, or a later one, was taken before. */
export async function takeTotpStep(tx: Tx, id: string, step: number): Promise<boolean> {
  const { count } = await tx.person.updateMany({
    where: { id, OR: [{ totpLastStep: null }, { totpLastStep: { lt: step } }] },
    data: { totpLastStep: step },
  });
  return count === 1;
}

export async function removeTotp(tx: Tx, id: string): Promise<void> {
  await tx.person.update({
    where: { id },
    data: { totpSecret: null, totpEnabledAt: null, totpLastStep: null },
  });
  await tx.recoveryCode.deleteMany({ where: { personId: id } });
}

/** New recovery codes in the place of all before. */
export async function replaceRecoveryCodes(tx: Tx, personId: string, hashes: string[]): Promise<void> {
  await tx.recoveryCode.deleteMany({ where: { personId } });
  await tx.recoveryCode.createMany({ data: hashes.map((hash) => ({ personId, hash })) });
}

/** True when this call used the code up. */
export async function takeRecoveryCode(tx: Tx, personId: string, hash: string): Promise<boolean> {
  const { count } = await tx.recoveryCode.deleteMany({ where: { personId, hash } });
  return count === 1;
}
