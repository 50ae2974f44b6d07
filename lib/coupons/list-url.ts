import { toInstant } from "../kernel/local-time";
import {
  firstParam,
  neighbours,
  readTrail,
  type SearchParams,
  type Trail,
  writeTrail,
} from "../kernel/trail";
import { type CouponSort, type CouponStatus, couponSorts, couponStatuses } from "./coupon-view";

const texts = ["search", "subject", "device", "address", "inviter", "from", "to"] as const;
type Text = (typeof texts)[number];

/** What the address of a campaign's coupons says. `from` and `to`: on the wall of the campaign's zone, `2026-11-27T10:00`. */
export type CouponListUrl = Trail & { status?: CouponStatus; sort: CouponSort } & Partial<
    Record<Text, string>
  >;

const MOST_TEXT = 200;

/** Reads the address; what it does not know it leaves out. */
export function readCouponListUrl(params: SearchParams): CouponListUrl {
  const status = couponStatuses.find((one) => one === firstParam(params, "status"));
  const given = texts.flatMap((name) => {
    const value = firstParam(params, name)?.slice(0, MOST_TEXT);
    const isTime = name === "from" || name === "to";
    return value === undefined || (isTime && toInstant(value, "UTC") === null) ? [] : [[name, value]];
  });
  return {
    ...(status ? { status } : {}),
    ...(Object.fromEntries(given) as Partial<Record<Text, string>>),
    sort: couponSorts.find((one) => one === firstParam(params, "sort")) ?? "newest",
    ...readTrail(params),
  };
}

/** The address of the coupons of a campaign; another filter or order begins at its first page. */
export function toCouponListUrl(key: string, list: Partial<CouponListUrl> = {}): string {
  const query = new URLSearchParams();
  if (list.status) query.set("status", list.status);
  for (const name of texts) {
    const value = list[name];
    if (value) query.set(name, value);
  }
  if (list.sort && list.sort !== "newest") query.set("sort", list.sort);
  writeTrail(query, list);
  const path = `/campaigns/${key}/coupons`;
  return query.size ? `${path}?${query}` : path;
}

/** The addresses of the pages beside this one; null where there is none. */
export function couponNeighbourUrls(key: string, list: CouponListUrl, nextCursor: string | null) {
  const { cursor: _, back: __, ...filter } = list;
  const { previous, next } = neighbours(list, nextCursor);
  return {
    previous: previous && toCouponListUrl(key, { ...filter, ...previous }),
    next: next && toCouponListUrl(key, { ...filter, ...next }),
  };
}

/** The address as listCoupons wants it, times read on the wall of `zone`. */
export function toCouponFilter(list: CouponListUrl, zone: string) {
  const { from, to, back: _, ...rest } = list;
  const issuedFrom = from && toInstant(from, zone);
  const issuedTo = to && toInstant(to, zone);
  return {
    ...rest,
    ...(issuedFrom ? { issuedFrom: new Date(issuedFrom) } : {}),
    ...(issuedTo ? { issuedTo: new Date(issuedTo) } : {}),
  };
}
