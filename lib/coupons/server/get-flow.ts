import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { type Flow, ratePerMinute } from "../../switch";
import { getMayResume, getOpenCoupons, getPauseReceipt, getSwitch } from "../../switch/server";
import { countIssuedSince, listIssuedPerMinute } from "./rate-queries";

const SHOWN_MINUTES = 30;

/** What the header of every page shows: switch, rate, and the receipt of the pause that stands. */
export async function getFlow(actor: Actor): Promise<Result<Flow>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const [state, receipt, mayResume, perMinute, lastSixtySeconds, open] = await Promise.all([
    getSwitch(actor),
    getPauseReceipt(actor),
    getMayResume(actor),
    listIssuedPerMinute(actor, { minutes: SHOWN_MINUTES + 1 }),
    countIssuedSince(60),
    getOpenCoupons(),
  ]);
  if (!state.ok) return state;
  if (!receipt.ok) return receipt;
  if (!perMinute.ok) return perMinute;
  const minutes = perMinute.value.data.map(({ issued }) => issued);
  return ok({
    switch: state.value,
    mayResume,
    receipt: receipt.value,
    minutes,
    openCoupons: open.count,
    perMinute: ratePerMinute(lastSixtySeconds, minutes.slice(0, -1)),
    asOf: perMinute.value.asOf,
  });
}
