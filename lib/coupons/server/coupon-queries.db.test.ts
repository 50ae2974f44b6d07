import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chatbot, codeOf, growth, liveCampaign, openClient, unwrap } from "../../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { closeDatabase, useDatabase } from "../../platform/db";
import { type CouponStatus, couponStatuses } from "../coupon-view";
import {
  closeCouponLanes,
  countCouponsByStatus,
  expireCoupons,
  getCoupon,
  getLastCoupon,
  issueCoupon,
  listCoupons,
  listIssuedPerHour,
  listIssuedPerMinute,
  redeemCoupon,
  revokeCoupon,
} from ".";

let database: TestDatabase;
let client: pg.Client;
let key: string;
const codes: Record<string, string> = {};
beforeAll(async () => {
  database = await createTestDatabase("coupon_queries");
  await useDatabase(database.url);
  client = await openClient(database.url);
  key = await liveCampaign({ codePrefix: "SHA-" });
  const other = await liveCampaign();
  const subjects = ["Ann", "ann-2", "bo", "swept", "unswept", "revoked", "redeemed", "100%", "a_b"];
  for (const subject of subjects)
    codes[subject] = unwrap(await issueCoupon(chatbot, key, { subject })).coupon.code;
  unwrap(await issueCoupon(chatbot, other, { subject: "elsewhere" }));
  unwrap(await redeemCoupon(chatbot, codes.redeemed ?? "", { subject: "redeemed", orderId: "Order-77" }));
  unwrap(await revokeCoupon(growth, codes.revoked ?? ""));
  const lapse = "UPDATE coupon SET expires_at = now() - interval '1 second' WHERE subject = $1";
  await client.query(lapse, ["swept"]);
  await expireCoupons();
  await client.query(lapse, ["unswept"]);
});
afterAll(async () => {
  await closeCouponLanes();
  await client?.end();
  await closeDatabase();
  await database?.drop();
});

async function subjects(filter: Parameters<typeof listCoupons>[1]): Promise<string[]> {
  return unwrap(await listCoupons(growth, { campaign: key, ...filter })).data.map(
    ({ subject }) => subject ?? "",
  );
}

describe("the list of coupons", () => {
  it("shows the last issued first, of the campaign or of all, page by page, each coupon once", async () => {
    const whole = await subjects({});
    expect(whole).toEqual(["a_b", "100%", "redeemed", "revoked", "unswept", "swept", "bo", "ann-2", "Ann"]);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = unwrap(
        await listCoupons(growth, { campaign: key, limit: 2, ...(cursor ? { cursor } : {}) }),
      );
      seen.push(...page.data.map(({ subject }) => subject ?? ""));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(whole);
    expect(unwrap(await listCoupons(growth)).data.map(({ subject }) => subject)).toEqual([
      "elsewhere",
      ...whole,
    ]);
  });

  it("does not lose or repeat coupons issued in one millisecond", async () => {
    const crowded = await liveCampaign();
    await Promise.all(
      Array.from({ length: 250 }, (_, n) => issueCoupon(chatbot, crowded, { subject: `s-${n}` })),
    );
    const seen = new Set<string>();
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = unwrap(
        await listCoupons(growth, { campaign: crowded, limit: 37, ...(cursor ? { cursor } : {}) }),
      );
      for (const { id } of page.data) seen.add(id);
      cursor = page.nextCursor ?? undefined;
      pages += 1;
    } while (cursor);
    expect([seen.size, pages]).toEqual([250, 7]);
  });

  const byStatus: Record<CouponStatus, string[]> = {
    available: [],
    issued: ["a_b", "100%", "bo", "ann-2", "Ann"],
    held: [],
    redeemed: ["redeemed"],
    expired: ["unswept", "swept"],
    revoked: ["revoked"],
  };
  it.each(couponStatuses)(
    "filters by the status %s, which every row then shows; the counts say the same",
    async (status) => {
      const page = unwrap(await listCoupons(growth, { campaign: key, status }));
      expect(page.data.map(({ subject }) => subject)).toEqual(byStatus[status]);
      expect(page.data.every((coupon) => coupon.status === status)).toBe(true);
      const counts: Record<string, number> = unwrap(await countCouponsByStatus(growth, key));
      expect(counts[status] ?? 0).toBe(byStatus[status].length);
      expect(counts.total).toBe(9);
    },
  );

  it.each([
    ["ann", ["ann-2", "Ann"]],
    ["ANN-", ["ann-2"]],
    ["order-77", []],
    ["Order-77", ["redeemed"]],
    ["%", []],
    ["a_", ["a_b"]],
    ["100%", ["100%"]],
    ["nobody", []],
    ["\0", ["a_b", "100%", "redeemed", "revoked", "unswept", "swept", "bo", "ann-2", "Ann"]],
    ["' OR 1=1 --", []],
  ])("finds %j", async (search, found) => {
    expect(await subjects({ search })).toEqual(found);
  });

  it("finds a code by its beginning, in any case, with or without dashes, among those of a status", async () => {
    const code = codes.bo ?? "";
    for (const search of [code, code.toLowerCase(), code.replaceAll("-", ""), code.slice(0, 12)]) {
      expect(await subjects({ search })).toEqual(["bo"]);
      expect(await subjects({ search, status: "issued" })).toEqual(["bo"]);
      expect(await subjects({ search, status: "revoked" })).toEqual([]);
    }
    expect(await subjects({ search: "sha" })).toHaveLength(9);
    expect(await subjects({ search: "sha", status: "expired" })).toEqual(["unswept", "swept"]);
  });

  it("shows one coupon whole, with the redemption that stands", async () => {
    expect(unwrap(await getCoupon(growth, (codes.redeemed ?? "").toLowerCase()))).toMatchObject({
      subject: "redeemed",
      campaign: key,
      status: "redeemed",
      redemption: { orderId: "Order-77", discountAmount: 2500, currency: "CNY" },
    });
    expect(codeOf(await getCoupon(growth, "NOSUCH"))).toBe("coupon_not_found");
  });

  it("is for those who may see; a foreign cursor and an unknown campaign are refused", async () => {
    expect(codeOf(await listCoupons(chatbot))).toBe("forbidden");
    expect(codeOf(await countCouponsByStatus(chatbot))).toBe("forbidden");
    expect(codeOf(await listCoupons(growth, { campaign: "no-such" }))).toBe("not_found");
    expect(await listCoupons(growth, { cursor: btoa('["x","y"]') })).toMatchObject({
      error: { code: "invalid_request", errors: [{ pointer: "#/query/cursor" }] },
    });
  });
});

describe("the rate", () => {
  it("of the last minutes counts every coupon once, whoever wrote it, with zeros between", async () => {
    const quiet = await liveCampaign();
    await client.query(
      `INSERT INTO coupon (id, campaign_id, code, subject, issued_at)
       SELECT gen_random_uuid(), c.id, 'RATE' || n, 's', date_trunc('minute', now()) - n * interval '10 minutes'
       FROM campaign c, generate_series(0, 3) n WHERE c.key = $1`,
      [quiet],
    );
    const { data, asOf } = unwrap(await listIssuedPerMinute(growth, { campaign: quiet }));
    expect(data).toHaveLength(30);
    const { rows: written } = await client.query<{ start: Date; issued: number }>(
      `SELECT date_trunc('minute', k.issued_at) AS start, count(*)::int AS issued
       FROM coupon k JOIN campaign c ON c.id = k.campaign_id WHERE c.key = $1 AND k.issued_at >= $2
       GROUP BY 1 ORDER BY 1`,
      [quiet, data[0]?.start],
    );
    expect(written.length).toBeGreaterThanOrEqual(2);
    expect(data.filter(({ issued }) => issued > 0)).toEqual(
      written.map(({ start, issued }) => ({ start: start.toISOString(), issued })),
    );
    const minute = Math.floor(Date.parse(asOf) / 60_000) * 60_000;
    expect(data.map(({ start }) => Date.parse(start))).toEqual(
      Array.from({ length: 30 }, (_, n) => minute - (29 - n) * 60_000),
    );
    const all = unwrap(await listIssuedPerMinute(growth)).data.reduce((sum, { issued }) => sum + issued, 0);
    const { rows } = await client.query("SELECT count(*)::int AS n FROM coupon WHERE issued_at >= $1", [
      data[0]?.start,
    ]);
    expect(all).toBe(rows[0].n);
  });

  it("of each hour in a range counts from the hour of its beginning to before its end", async () => {
    const hourly = await liveCampaign();
    await client.query(
      `INSERT INTO coupon (id, campaign_id, code, subject, issued_at)
       SELECT gen_random_uuid(), c.id, 'HOUR' || t.n, 's', t.at::timestamptz FROM campaign c,
         (VALUES (1, '2026-11-20T09:59:59.999Z'), (2, '2026-11-20T10:00:00Z'), (3, '2026-11-20T10:59:59.999Z'),
                 (4, '2026-11-20T12:30:00Z'), (5, '2026-11-20T13:00:00Z')) t (n, at) WHERE c.key = $1`,
      [hourly],
    );
    const from = new Date("2026-11-20T10:00:00Z");
    expect(unwrap(await listIssuedPerHour(growth, hourly, from, new Date("2026-11-20T13:00:00Z")))).toEqual([
      { start: "2026-11-20T10:00:00.000Z", issued: 2 },
      { start: "2026-11-20T11:00:00.000Z", issued: 0 },
      { start: "2026-11-20T12:00:00.000Z", issued: 1 },
    ]);
    expect(codeOf(await listIssuedPerHour(growth, hourly, from, new Date("2028-11-20T13:00:00Z")))).toBe(
      "invalid_request",
    );
  });

  it("names the coupon issued last, of one campaign or of all", async () => {
    const empty = await liveCampaign();
    expect(unwrap(await getLastCoupon(growth, empty))).toBeNull();
    const { coupon } = unwrap(await issueCoupon(chatbot, empty, { subject: "last" }));
    const last = { id: coupon.id, campaign: empty, issuedAt: coupon.issuedAt };
    expect(unwrap(await getLastCoupon(growth, empty))).toEqual(last);
    expect(unwrap(await getLastCoupon(growth))).toEqual(last);
    expect(unwrap(await getLastCoupon(growth, key))).toMatchObject({ campaign: key });
  });
});
