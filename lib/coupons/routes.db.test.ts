import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { liveCampaign } from "../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../e2e/fixtures/test-database";
import type { Scope } from "../auth";
import { hashKey } from "../auth/server";
import { createMachineApi } from "../gateway/machine-api";
import { closeDatabase, db, useDatabase } from "../platform/db";
import { couponRoutes } from "./routes";
import { closeCouponLanes, listOutcomes } from "./server";

let database: TestDatabase;
let chatbot: string;
const api = createMachineApi(couponRoutes);
beforeAll(async () => {
  database = await createTestDatabase("coupon_routes");
  await useDatabase(database.url);
  chatbot = await makeKey("coupons:write", "read");
});
afterAll(async () => {
  await closeCouponLanes();
  await closeDatabase();
  await database?.drop();
});

async function makeKey(...scopes: Scope[]): Promise<string> {
  const secret = `slu_${randomUUID().replaceAll("-", "")}`;
  await db().apiKey.create({
    data: {
      id: randomUUID(),
      name: "of the test",
      prefix: secret.slice(0, 8),
      hash: hashKey(secret),
      scopes,
      allowedOrigins: [],
      publicId: randomUUID(),
      streamToken: randomUUID(),
      createdBy: "the test",
    },
  });
  return secret;
}

async function send(
  method: "GET" | "POST",
  path: string,
  body?: unknown,
  { key = chatbot, headers = {} }: { key?: string; headers?: Record<string, string> } = {},
) {
  const answer = await api.fetch(
    new Request(`http://sluice.test${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    }),
  );
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

const post = (path: string, body: unknown, more: Parameters<typeof send>[3] = {}) =>
  send("POST", path, body, more);
const pointers = (answer: { body: { errors?: { pointer: string }[] } }) =>
  answer.body.errors?.map(({ pointer }) => pointer);

describe("the coupon routes", () => {
  it("issue, show, validate, redeem and roll back as the contract says", async () => {
    const key = await liveCampaign({ codePrefix: "SHA-" });
    const issued = await post(`/api/v1/campaigns/${key}/coupons`, {
      subject: "s",
      attributes: { city: "上海" },
    });
    expect(issued.status).toBe(201);
    expect(Object.keys(issued.body).sort()).toEqual(
      ["id", "code", "campaign", "subject", "status", "discount", "issuedAt", "expiresAt"].sort(),
    );
    const { code } = issued.body;
    const typed = encodeURIComponent(code.toLowerCase().replaceAll("-", " "));
    const validated = await post(`/api/v1/coupons/${typed}/validate`, {
      subject: "s",
      amount: 2000,
      currency: "CNY",
    });
    expect([validated.status, validated.body]).toEqual([
      200,
      {
        valid: true,
        discount: { kind: "amount_off", value: 2500, currency: "CNY" },
        discountAmount: 2000,
        expiresAt: null,
      },
    ]);
    const redeemed = await post(`/api/v1/coupons/${typed}/redemptions`, { subject: "s", orderId: "o-1" });
    expect([redeemed.status, redeemed.body]).toMatchObject([
      201,
      { code, campaign: key, subject: "s", orderId: "o-1" },
    ]);
    const shown = await send("GET", `/api/v1/coupons/${code}`);
    expect([shown.status, shown.body]).toMatchObject([
      200,
      { status: "redeemed", redemption: { orderId: "o-1" } },
    ]);
    const again = await post(`/api/v1/coupons/${code}/redemptions`, { subject: "s" });
    expect([again.status, again.body]).toMatchObject([409, { code: "coupon_already_redeemed", status: 409 }]);
    expect(again.headers.get("content-type")).toBe("application/problem+json");
    const rollback = `/api/v1/redemptions/${redeemed.body.id}/rollback`;
    const [first, second] = [await post(rollback, {}), await post(rollback, undefined)];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).toEqual(first.body);
    const page = await send(
      "GET",
      `/api/v1/campaigns/${key}/coupons?status=issued&search=${code.slice(0, 8)}`,
    );
    expect(page.body).toMatchObject({ data: [{ code, status: "issued" }], nextCursor: null });
    const listed = listOutcomes().find(
      ({ act, outcome }) => act === "redeem" && outcome === "coupon_already_redeemed",
    );
    expect(listed?.count).toBe(1);
  });

  it("repeat an answer under its Idempotency-Key, and say so", async () => {
    const key = await liveCampaign();
    const path = `/api/v1/campaigns/${key}/coupons`;
    const headers = { "idempotency-key": "once" };
    const first = await post(path, { subject: "s" }, { headers });
    const second = await post(path, { subject: "s" }, { headers });
    expect([first.headers.get("idempotency-replayed"), second.headers.get("idempotency-replayed")]).toEqual([
      null,
      "true",
    ]);
    expect(second.body).toEqual(first.body);
    const other = await post(path, { subject: "t" }, { headers });
    expect([other.status, other.body.code]).toEqual([422, "idempotency_key_reused"]);
    const stranger = await post(path, { subject: "s" }, { headers, key: await makeKey("coupons:write") });
    expect(stranger.body.code).not.toBe(first.body.code);
    const redeem = `/api/v1/coupons/${first.body.code}/redemptions`;
    const [one, two] = [
      await post(redeem, { subject: "s" }, { headers }),
      await post(redeem, { subject: "s" }, { headers }),
    ];
    expect([one.status, two.status, two.headers.get("idempotency-replayed")]).toEqual([201, 201, "true"]);
    expect(two.body).toEqual(one.body);
  });

  it("refuse a NUL byte, half a surrogate pair and unknown fields before they reach the database", async () => {
    const key = await liveCampaign();
    const path = `/api/v1/campaigns/${key}/coupons`;
    const bodies: [string, string][] = [
      ['{"subject":"a\\u0000b"}', "#/subject"],
      ['{"subject":"a\\ud800"}', "#/subject"],
      ['{"subject":"a\\u0007"}', "#/subject"],
      ['{"subject":"s","attributes":{"a":"\\u0000"}}', "#/attributes/a"],
      ['{"subject":"s","campaign":"x"}', "#/campaign"],
      ["{}", "#/subject"],
    ];
    for (const [body, pointer] of bodies) {
      const answer = await post(path, body);
      expect([answer.status, answer.body.code, pointers(answer)]).toEqual([
        422,
        "invalid_request",
        [pointer],
      ]);
    }
  });

  it("name what is missing, by status and code", async () => {
    const key = await liveCampaign();
    const cases: [Promise<Awaited<ReturnType<typeof send>>>, number, string][] = [
      [post("/api/v1/campaigns/no-such/coupons", { subject: "s" }), 404, "not_found"],
      [post("/api/v1/campaigns/%00/coupons", { subject: "s" }), 404, "not_found"],
      [send("GET", "/api/v1/campaigns/no-such/coupons"), 404, "not_found"],
      [post("/api/v1/coupons/NOSUCH/validate", {}), 404, "coupon_not_found"],
      [post("/api/v1/coupons/NOSUCH/redemptions", { subject: "s" }), 404, "coupon_not_found"],
      [send("GET", "/api/v1/coupons/NOSUCH"), 404, "coupon_not_found"],
      [post("/api/v1/redemptions/1/rollback", {}), 404, "not_found"],
      [send("GET", `/api/v1/campaigns/${key}/coupons?limit=101`), 422, "invalid_request"],
      [send("GET", `/api/v1/campaigns/${key}/coupons?cursor=abc`), 422, "invalid_request"],
      [send("GET", `/api/v1/campaigns/${key}/coupons?status=gone`), 422, "invalid_request"],
    ];
    for (const [answer, status, code] of cases) {
      const { body, ...got } = await answer;
      expect([got.status, body.code]).toEqual([status, code]);
    }
  });

  it("open to their scopes only", async () => {
    const key = await liveCampaign();
    const { code } = (await post(`/api/v1/campaigns/${key}/coupons`, { subject: "s" })).body;
    const editor = await makeKey("campaigns:write");
    const asked: [string, unknown, string][] = [
      [`/api/v1/campaigns/${key}/coupons`, { subject: "s" }, editor],
      [`/api/v1/coupons/${code}/validate`, {}, editor],
      [`/api/v1/coupons/${code}/redemptions`, { subject: "s" }, editor],
      [`/api/v1/redemptions/${randomUUID()}/rollback`, {}, editor],
      [`/api/v1/coupons/${code}/revoke`, {}, chatbot],
    ];
    for (const [path, body, secret] of asked) {
      expect((await post(path, body, { key: secret })).status, path).toBe(403);
    }
    const revoked = await post(`/api/v1/coupons/${code}/revoke`, { reason: "leaked" }, { key: editor });
    expect([revoked.status, revoked.body.status]).toEqual([200, "revoked"]);
  });
});
