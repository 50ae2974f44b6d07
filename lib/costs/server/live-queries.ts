import "server-only";
import { getCouponPulse } from "../../coupons/server";
import { db } from "../../platform/db";
import { getUsagePulse } from "../../usage/server";
import type { Pulse } from "../live";

/** Where everything stands just now: a handful of rows, asked for each second while somebody looks. */
export async function readPulse(): Promise<Pulse> {
  const [version, records, coupons, usage] = await Promise.all([
    db().changeVersion.findUnique({ where: { id: 1 }, select: { version: true } }),
    db().auditEntry.aggregate({ _max: { id: true } }),
    getCouponPulse(),
    getUsagePulse(),
  ]);
  return {
    switch: String(version?.version ?? ""),
    records: String(records._max.id ?? ""),
    ...coupons,
    usage,
  };
}
