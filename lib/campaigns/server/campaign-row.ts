import "server-only";
import type { ActorStamp } from "../../auth";
import type { CampaignPause, CampaignState, CampaignStatus, Position } from "../campaign";
import { isExhausted } from "../campaign";
import type { DiscountKind, ParsedCampaign } from "../campaign-input";
import type { Campaign } from "../campaign-view";

/** A row of campaign, as Prisma gives it. */
export type CampaignRow = {
  id: string;
  key: string;
  name: string;
  description: string | null;
  status: string;
  issuance: string;
  redemption: string;
  discountKind: string;
  discountValue: bigint;
  discountCurrency: string | null;
  discountMaxAmount: bigint | null;
  limitCoupons: bigint | null;
  limitPerSubject: number | null;
  limitDiscount: bigint | null;
  couponValidHours: number | null;
  codePrefix: string;
  startsAt: Date | null;
  endsAt: Date | null;
  timeZone: string | null;
  issued: bigint;
  redeemed: bigint;
  discountSpent: bigint;
  discountOpen: bigint;
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

/** What a person or program gave, as it would be given again. */
export function toInput(row: CampaignRow): ParsedCampaign {
  return {
    key: row.key,
    name: row.name,
    discount: {
      kind: row.discountKind as DiscountKind,
      value: Number(row.discountValue),
      ...present({ currency: row.discountCurrency, maxAmount: number(row.discountMaxAmount) }),
    },
    limits: present({
      coupons: number(row.limitCoupons),
      perSubject: row.limitPerSubject,
      discount: number(row.limitDiscount),
    }),
    ...present({
      description: row.description,
      startsAt: row.startsAt?.toISOString() ?? null,
      endsAt: row.endsAt?.toISOString() ?? null,
      timeZone: row.timeZone,
      couponValidHours: row.couponValidHours,
      codePrefix: row.codePrefix || null,
    }),
  };
}

/** The columns of what was given. */
export function toColumns(input: ParsedCampaign) {
  const { discount, limits = {} } = input;
  const big = (value: number | undefined) => (value === undefined ? null : BigInt(value));
  const at = (value: string | undefined) => (value === undefined ? null : new Date(value));
  return {
    key: input.key,
    name: input.name,
    description: input.description ?? null,
    discountKind: discount.kind,
    discountValue: BigInt(discount.value),
    discountCurrency: discount.currency ?? null,
    discountMaxAmount: big(discount.maxAmount),
    limitCoupons: big(limits.coupons),
    limitPerSubject: limits.perSubject ?? null,
    limitDiscount: big(limits.discount),
    couponValidHours: input.couponValidHours ?? null,
    codePrefix: input.codePrefix ?? "",
    startsAt: at(input.startsAt),
    endsAt: at(input.endsAt),
    timeZone: input.timeZone ?? null,
  };
}

/** The wire form. */
export function toCampaign(row: CampaignRow): Campaign {
  const { limits = {}, ...input } = toInput(row);
  return {
    ...input,
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
    exhausted: isExhausted(Number(row.issued), limits.coupons),
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
