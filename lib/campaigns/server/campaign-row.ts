import "server-only";
import type { ActorStamp } from "../../auth";
import { minorMicros } from "../../kernel/money";
import type { CampaignPause, CampaignState, CampaignStatus, Position } from "../campaign";
import { exhaustedBy } from "../campaign";
import type {
  CampaignKind,
  CodeCharset,
  CodeSource,
  DiscountKind,
  ParsedCampaign,
  RollbackPolicy,
} from "../campaign-input";
import type { Campaign } from "../campaign-view";
import type { EligibilityRule } from "../eligibility";
import { committedMicros, discountMicros, mostOf, type ServeBudget, serveRoom } from "../serve-budget";
import { fromStoredWindows, type StoredWindow, toStoredWindows } from "../windows";

/** A row of campaign, as Prisma gives it. */
export type CampaignRow = {
  id: string;
  key: string;
  name: string;
  description: string | null;
  kind: string;
  status: string;
  issuance: string;
  redemption: string;
  discountKind: string;
  discountValue: bigint;
  discountCurrency: string | null;
  discountMaxAmount: bigint | null;
  discountMinOrder: bigint | null;
  limitCoupons: bigint | null;
  limitPerSubject: number | null;
  limitPerSubjectDay: number | null;
  limitPerSubjectWeek: number | null;
  limitPerSubjectMonth: number | null;
  limitIdentifier: string | null;
  limitPerIdentifier: number | null;
  limitPerMinute: number | null;
  limitDiscount: bigint | null;
  limitCostMicros: bigint | null;
  limitCostCurrency: string | null;
  limitExpectedMicros: bigint | null;
  serveExpectedMicros: bigint | null;
  serveRate: bigint | null;
  serveMeteredMicros: bigint;
  serveRemainingMicros: bigint;
  serveCounted: bigint;
  serveUnpriced: bigint;
  serveAsOf: Date | null;
  couponValidHours: number | null;
  codePrefix: string;
  codeLength: number | null;
  codeCharset: string | null;
  codeSource: string;
  sharedCode: string | null;
  windows: unknown;
  eligibility: unknown;
  holdoutPercent: number | null;
  stackGroup: string | null;
  stackPriority: number | null;
  rollbackPolicy: string;
  tags: string[];
  startsAt: Date | null;
  endsAt: Date | null;
  timeZone: string | null;
  issued: bigint;
  redeemed: bigint;
  discountSpent: bigint;
  discountOpen: bigint;
  revoked: bigint;
  available: bigint;
  allowListed: bigint;
  denyListed: bigint;
  firstLiveAt: Date | null;
  launchedAt: Date | null;
  endedAt: Date | null;
  archivedAt: Date | null;
  pausedAt: Date | null;
  pausedByKind: string | null;
  pausedById: string | null;
  pausedByName: string | null;
  pauseReason: string | null;
  pauseMessage: string | null;
  resumeAt: Date | null;
  revision: number;
  termsVersion: number;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
};

type Absent<T> = { [F in keyof T]?: Exclude<T[F], null> };

/** Without the fields that are null. */
function present<T extends Record<string, unknown>>(fields: T): Absent<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  ) as Absent<T>;
}

function number(value: bigint | null): number | null {
  return value === null ? null : Number(value);
}

function toCostLimit({ limitCostMicros: micros, limitCostCurrency: currency }: CampaignRow) {
  return micros === null || currency === null
    ? null
    : { amount: Number(micros / minorMicros(currency)), currency };
}

/** What a person or program gave, as it would be given again. */
export function toInput(row: CampaignRow): ParsedCampaign {
  const { limitIdentifier: attribute, limitPerIdentifier: each, stackGroup: group } = row;
  return {
    key: row.key,
    name: row.name,
    ...(row.kind === "coupon" ? {} : { kind: row.kind as CampaignKind }),
    discount: {
      kind: row.discountKind as DiscountKind,
      value: Number(row.discountValue),
      ...present({
        currency: row.discountCurrency,
        maxAmount: number(row.discountMaxAmount),
        minOrder: number(row.discountMinOrder),
      }),
    },
    limits: present({
      coupons: number(row.limitCoupons),
      perSubject: row.limitPerSubject,
      perSubjectPerDay: row.limitPerSubjectDay,
      perSubjectPerWeek: row.limitPerSubjectWeek,
      perSubjectPerMonth: row.limitPerSubjectMonth,
      perIdentifier: attribute === null || each === null ? null : { attribute, coupons: each },
      perMinute: row.limitPerMinute,
      discount: number(row.limitDiscount),
      costToServe: toCostLimit(row),
      expectedCostPerCoupon: row.limitExpectedMicros?.toString() ?? null,
    }),
    ...present({
      description: row.description,
      startsAt: row.startsAt?.toISOString() ?? null,
      endsAt: row.endsAt?.toISOString() ?? null,
      timeZone: row.timeZone,
      couponValidHours: row.couponValidHours,
      codePrefix: row.codePrefix || null,
      codeLength: row.codeLength,
      codeCharset: row.codeCharset as CodeCharset | null,
      codeSource: row.codeSource === "generated" ? null : (row.codeSource as CodeSource),
      sharedCode: row.sharedCode,
      windows: fromStoredWindows(row.windows as StoredWindow[] | null),
      eligibility: row.eligibility as EligibilityRule | null,
      holdoutPercent: row.holdoutPercent,
      stacking: group === null ? null : { group, ...present({ priority: row.stackPriority }) },
      rollback: row.rollbackPolicy === "returns" ? null : (row.rollbackPolicy as RollbackPolicy),
      tags: row.tags.length === 0 ? null : row.tags,
    }),
  };
}

/** The columns of what was given. */
export function toColumns(input: ParsedCampaign) {
  const { discount, limits = {}, stacking } = input;
  const { costToServe: cost } = limits;
  const big = (value: number | undefined) => (value === undefined ? null : BigInt(value));
  const at = (value: string | undefined) => (value === undefined ? null : new Date(value));
  return {
    key: input.key,
    name: input.name,
    description: input.description ?? null,
    kind: input.kind ?? "coupon",
    discountKind: discount.kind,
    discountValue: BigInt(discount.value),
    discountCurrency: discount.currency ?? null,
    discountMaxAmount: big(discount.maxAmount),
    discountMinOrder: big(discount.minOrder),
    limitCoupons: big(limits.coupons),
    limitPerSubject: limits.perSubject ?? null,
    limitPerSubjectDay: limits.perSubjectPerDay ?? null,
    limitPerSubjectWeek: limits.perSubjectPerWeek ?? null,
    limitPerSubjectMonth: limits.perSubjectPerMonth ?? null,
    limitIdentifier: limits.perIdentifier?.attribute ?? null,
    limitPerIdentifier: limits.perIdentifier?.coupons ?? null,
    limitPerMinute: limits.perMinute ?? null,
    limitDiscount: big(limits.discount),
    limitCostMicros: cost ? BigInt(cost.amount) * minorMicros(cost.currency) : null,
    limitCostCurrency: cost?.currency ?? null,
    limitExpectedMicros:
      limits.expectedCostPerCoupon === undefined ? null : BigInt(limits.expectedCostPerCoupon),
    couponValidHours: input.couponValidHours ?? null,
    codePrefix: input.codePrefix ?? "",
    codeLength: input.codeLength ?? null,
    codeCharset: input.codeCharset ?? null,
    codeSource: input.codeSource ?? "generated",
    sharedCode: input.sharedCode ?? null,
    windows: input.windows ? toStoredWindows(input.windows) : null,
    eligibility: input.eligibility ?? null,
    holdoutPercent: input.holdoutPercent ?? null,
    stackGroup: stacking?.group ?? null,
    stackPriority: stacking?.priority ?? null,
    rollbackPolicy: input.rollback ?? "returns",
    tags: input.tags ?? [],
    startsAt: at(input.startsAt),
    endsAt: at(input.endsAt),
    timeZone: input.timeZone ?? null,
  };
}

/** What limits.coupons counts: coupons issued, or redemptions of a shared code that stand or are used up. */
export function countedCoupons(row: Pick<CampaignRow, "kind" | "issued" | "redeemed" | "revoked">): number {
  return Number(row.kind === "shared_code" ? row.redeemed + row.revoked : row.issued);
}

/** What the limit on all costs is made of; null without one. */
export function toServeBudget(row: CampaignRow): ServeBudget | null {
  if (row.limitCostMicros === null) return null;
  return {
    limitMicros: row.limitCostMicros,
    expectedMicros: row.serveExpectedMicros ?? 0n,
    meteredMicros: row.serveMeteredMicros,
    remainingMicros: row.serveRemainingMicros,
    counted: row.serveCounted,
    issued: row.issued,
    discount: row.discountSpent + row.discountOpen,
    rate: row.serveRate ?? 0n,
    most: BigInt(mostOf(toInput(row).discount) ?? 0),
  };
}

function toExhaustion(row: CampaignRow, budget: ServeBudget | null) {
  return exhaustedBy({
    counted: BigInt(countedCoupons(row)),
    limitCoupons: row.limitCoupons,
    pooled: row.codeSource === "pool",
    available: row.available,
    discount: row.discountSpent + row.discountOpen,
    limitDiscount: row.limitDiscount,
    most: mostOf(toInput(row).discount),
    served: budget && serveRoom(budget),
  });
}

function toCosts(row: CampaignRow, budget: ServeBudget): Campaign["costs"] {
  return {
    currency: row.limitCostCurrency ?? "",
    limitMicros: String(budget.limitMicros),
    committedMicros: String(committedMicros(budget)),
    discountMicros: String(discountMicros(budget)),
    meteredMicros: String(budget.meteredMicros),
    remainingMicros: String(budget.remainingMicros),
    expectedPerCouponMicros: String(budget.expectedMicros),
    notCounted: Number(budget.issued - budget.counted),
    unpricedRequests: Number(row.serveUnpriced),
    ...present({ asOf: row.serveAsOf?.toISOString() ?? null }),
  };
}

/** The wire form. */
export function toCampaign(row: CampaignRow): Campaign {
  const { limits = {}, ...input } = toInput(row);
  const budget = toServeBudget(row);
  const usedUp = toExhaustion(row, budget);
  return {
    ...input,
    kind: row.kind as CampaignKind,
    codeSource: row.codeSource as CodeSource,
    rollback: row.rollbackPolicy as RollbackPolicy,
    tags: row.tags,
    limits,
    status: row.status as CampaignStatus,
    issuance: row.issuance as Position,
    redemption: row.redemption as Position,
    ...(row.pausedAt === null
      ? {}
      : {
          pause: {
            at: row.pausedAt.toISOString(),
            by: {
              kind: row.pausedByKind as ActorStamp["kind"],
              id: row.pausedById ?? "",
              name: row.pausedByName ?? "",
            },
            ...present({
              reason: row.pauseReason,
              message: row.pauseMessage,
              resumeAt: row.resumeAt?.toISOString() ?? null,
            }),
          },
        }),
    issued: Number(row.issued),
    redeemed: Number(row.redeemed),
    discountSpent: Number(row.discountSpent),
    discountOpen: Number(row.discountOpen),
    ...(budget ? { costs: toCosts(row, budget) } : {}),
    exhausted: usedUp !== null,
    ...present({ exhaustedBy: usedUp }),
    available: Number(row.available),
    allowListed: Number(row.allowListed),
    denyListed: Number(row.denyListed),
    revision: row.revision,
    ...present({
      launchedAt: row.launchedAt?.toISOString() ?? null,
      endedAt: row.endedAt?.toISOString() ?? null,
      archivedAt: row.archivedAt?.toISOString() ?? null,
    }),
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** What decisions look at; `resumeAtBy` stands in the pause's own row. */
export function toState(row: CampaignRow, resumeAtBy: ActorStamp | null): CampaignState {
  const pause: CampaignPause | null =
    row.pausedAt === null
      ? null
      : {
          at: row.pausedAt,
          by: {
            kind: row.pausedByKind as ActorStamp["kind"],
            id: row.pausedById ?? "",
            name: row.pausedByName ?? "",
          },
          reason: row.pauseReason,
          message: row.pauseMessage,
          resumeAt: row.resumeAt,
          resumeAtBy,
        };
  return {
    status: row.status as CampaignStatus,
    issuance: row.issuance as Position,
    redemption: row.redemption as Position,
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    pause,
  };
}
