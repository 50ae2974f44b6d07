import { type Actor, isAllowed } from "../auth";
import { canMove, decideMayResume } from "./campaign";
import type { Campaign } from "./campaign-view";
import { toRuleLines } from "./term-lines";

export const confirmSteps = ["launch", "resume", "unschedule", "end", "archive"] as const;
/** A move that is shown once more before it is done. A pause is none: nothing asks first. */
export type ConfirmStep = (typeof confirmSteps)[number];

type Offered = {
  /** One click. */
  pause: boolean;
  steps: ConfirmStep[];
  edit: boolean;
  duplicate: boolean;
};

/** What the campaign's state and the actor's role allow now; the commands decide again. */
export function offerMoves(campaign: Pick<Campaign, "status" | "pause">, actor: Actor): Offered {
  const { status, pause } = campaign;
  const write = isAllowed(actor, "write_campaigns");
  const may: Record<ConfirmStep, boolean> = {
    // a scheduled one is launched by its start
    launch: write && status === "draft",
    // an ended one whose redemption stands paused may be resumed too
    resume: pause !== undefined && decideMayResume(actor, pause.by).ok,
    unschedule: write && canMove(status, "draft"),
    end: write && canMove(status, "ended"),
    archive: write && canMove(status, "archived"),
  };
  return {
    pause: isAllowed(actor, "pause") && (status === "active" || status === "scheduled"),
    steps: confirmSteps.filter((step) => may[step]),
    edit: write && status !== "archived",
    duplicate: write,
  };
}

/** Which fields of the form an edit may no longer touch (decideEdit); their values are shown as words. */
export function fixedFields(
  campaign: Pick<Campaign, "status" | "issued" | "startsAt" | "couponValidHours"> &
    Partial<Pick<Campaign, "eligibility" | "kind">>,
  now: Date,
): string[] {
  const { status, issued, startsAt, couponValidHours } = campaign;
  const whole = [
    "discount",
    "limits",
    "startsAt",
    "endsAt",
    "timeZone",
    "couponValidHours",
    "codePrefix",
    "kind",
  ];
  if (status === "ended" || status === "archived") return whole;
  const begun =
    status === "active" || (status === "paused" && (!startsAt || Date.parse(startsAt) <= now.getTime()));
  const inHours = couponValidHours !== undefined && couponValidHours % 24 !== 0;
  return [
    ...(issued > 0 ? ["discount"] : []),
    ...(begun ? ["startsAt"] : []),
    ...(inHours ? ["couponValidHours"] : []),
    ...(status === "draft" ? [] : ["kind"]),
    // what is more than lines only the API can write
    ...(campaign.eligibility && toRuleLines(campaign.eligibility) === null ? ["eligibility"] : []),
  ];
}
