import { formatMinor, minorMicros } from "../kernel/money";
import { ok, type Result, refuse } from "../kernel/result";
import type { CampaignStatus } from "./campaign";
import { type CampaignInput, limitNames, type ParsedCampaign } from "./campaign-input";

type Limits = NonNullable<ParsedCampaign["limits"]>;
export type EditFields = {
  [F in keyof Omit<ParsedCampaign, "key" | "limits">]?: Omit<ParsedCampaign, "key" | "limits">[F] | null;
} & { limits?: { [L in keyof Limits]?: Limits[L] | null } };

/** What has happened already and may not be edited away. */
export type EditedState = {
  status: CampaignStatus;
  startsAt: string | undefined;
  issued: number;
  /** What limits.coupons counts: coupons issued, or redemptions of a shared code. */
  counted: number;
  /** Minor units: spent and still open. */
  discountCommitted: number;
  /** Micro-units: spent, promised or expected of all costs, by the wording that is wanted. */
  costCommittedMicros?: bigint;
};

function withoutNulls<T extends Record<string, unknown>>(fields: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  ) as Partial<T>;
}

/** The campaign with the edit laid over it (RFC 7396; `discount` as a whole), still to be checked as a whole. */
export function mergeEdit(current: ParsedCampaign, edit: EditFields): CampaignInput {
  const { limits, ...fields } = edit;
  const merged = { ...current, ...fields, limits: withoutNulls({ ...current.limits, ...limits }) };
  return withoutNulls(merged) as CampaignInput;
}

function wrong(field: string, detail: string) {
  return refuse("invalid_request", `${field}: ${detail}.`, [
    { pointer: `#/${field.replace(".", "/")}`, detail },
  ]);
}

// the database keeps no order of names
function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null, inOrder) === JSON.stringify(b ?? null, inOrder);
}

const discountFields = ["kind", "value", "currency", "maxAmount", "minOrder"] as const;
// what says the same whether it is told or not
const unsaid: Partial<ParsedCampaign> = {
  kind: "coupon",
  codeSource: "generated",
  rollback: "returns",
  tags: [],
};

/** The fields that differ, by name. */
export function changedFields(current: ParsedCampaign, next: ParsedCampaign): (keyof ParsedCampaign)[] {
  const fields = [...new Set([...Object.keys(current), ...Object.keys(next)])] as (keyof ParsedCampaign)[];
  return fields.filter((field) => {
    if (field === "limits") {
      return limitNames.some((limit) => !same(current.limits?.[limit], next.limits?.[limit]));
    }
    return !same(current[field] ?? unsaid[field], next[field] ?? unsaid[field]);
  });
}

/**
 * Whether a campaign in this state may become `next`: archived ones never change, ended ones only in their words; the
 * discount stands once a coupon carries it, the start once it has come; limits never fall below what is out.
 */
export function decideEdit(
  state: EditedState,
  current: ParsedCampaign,
  next: ParsedCampaign,
  now: Date,
): Result<void> {
  const changed = changedFields(current, next);
  if (changed.length === 0) return ok(undefined);
  if (state.status === "archived")
    return refuse("invalid_transition", "This campaign is archived. Duplicate it.");
  const words: (keyof ParsedCampaign)[] = ["name", "description", "tags"];
  if (state.status === "ended" && changed.some((field) => !words.includes(field))) {
    return refuse(
      "invalid_transition",
      "This campaign has ended: its name, description and tags may change, the rest not.",
    );
  }
  const has = (field: keyof ParsedCampaign) => changed.includes(field);
  if (has("discount") && state.issued > 0) {
    const [first = "value"] = discountFields.filter(
      (field) => !same(current.discount[field], next.discount[field]),
    );
    return wrong(`discount.${first}`, "may not change once a coupon is issued; duplicate the campaign");
  }
  for (const field of ["kind", "sharedCode"] as const) {
    if (has(field) && (state.status !== "draft" || state.issued > 0)) {
      return wrong(field, "may change in a draft only; duplicate the campaign");
    }
  }
  const { perSubjectPerDay, perSubjectPerWeek, perSubjectPerMonth } = current.limits ?? {};
  const countsDays = perSubjectPerDay ?? perSubjectPerWeek ?? perSubjectPerMonth;
  if (has("timeZone") && state.issued > 0 && countsDays !== undefined && next.timeZone !== current.timeZone) {
    return wrong("timeZone", "may not change while coupons are counted by its days");
  }
  if (has("startsAt")) {
    const begun =
      state.status === "active" ||
      (state.status === "paused" && (!state.startsAt || Date.parse(state.startsAt) <= now.getTime()));
    if (begun) return wrong("startsAt", "may not change once the campaign has started");
    if (state.status === "scheduled" && !next.startsAt)
      return wrong("startsAt", "is needed while the campaign is scheduled");
  }
  if (has("endsAt") && state.status !== "draft" && next.endsAt && Date.parse(next.endsAt) <= now.getTime()) {
    return wrong("endsAt", "must lie ahead; to stop it now, end the campaign");
  }
  const { coupons, discount, costToServe } = next.limits ?? {};
  if (coupons !== undefined && coupons < state.counted) {
    return wrong("limits.coupons", `must be ${state.counted} or more: so many are issued`);
  }
  if (discount !== undefined && discount < state.discountCommitted) {
    return wrong(
      "limits.discount",
      `must be ${state.discountCommitted} or more: so much is spent or promised`,
    );
  }
  // usage may cost more than was expected; nobody has to raise the limit for that to edit something else
  // one that had no such limit is not counted yet: the first reading tells, seconds later
  if (costToServe && current.limits?.costToServe && !same(current.limits.costToServe, costToServe)) {
    const unit = minorMicros(costToServe.currency);
    const committed = ((state.costCommittedMicros ?? 0n) + unit - 1n) / unit;
    if (BigInt(costToServe.amount) < committed) {
      const least = formatMinor(committed, costToServe.currency);
      return wrong("limits.costToServe", `must be ${least} or more: so much is spent, promised or expected`);
    }
  }
  return ok(undefined);
}
