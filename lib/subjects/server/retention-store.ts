import "server-only";
import type { Tx } from "../../platform/db";
import type { Retention } from "../retention";
import { RETENTION } from "./retention-queries";

export async function writeRetention(tx: Tx, value: Retention): Promise<void> {
  await tx.setting.upsert({
    where: { key: RETENTION },
    create: { key: RETENTION, value },
    update: { value, updatedAt: new Date() },
  });
}
