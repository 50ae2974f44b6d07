import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { liveCampaign } from "../../e2e/fixtures/coupons";
import { createTestDatabase, type TestDatabase } from "../../e2e/fixtures/test-database";
import type { Scope } from "../auth";
import { hashKey } from "../auth/server";
import { jobRoutes } from "../campaigns/job-routes";
import { createMachineApi } from "../gateway/machine-api";
import { closeDatabase, db, useDatabase } from "../platform/db";
import { workJobs } from "../platform/jobs";
import { lifeRoutes } from "./life-routes";
import { couponRoutes } from "./routes";
import { closeCouponLanes, couponJobs, listOutcomes } from "./server";

let database: TestDatabase;
let chatbot: string;
const api = createMachineApi([...couponRoutes, ...lifeRoutes, ...jobRoutes]);
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

describe("the routes of a coupon's life", () => {
  let manager: string;
  beforeAll(async () => {
    manager = await makeKey("campaigns:write", "read");
  });

  it("make, import, follow, cancel and export codes", async () => {
    const key = await liveCampaign();
    const at = (path: string) => `/api/v1/campaigns/${key}${path}`;
    const made = await post(at("/codes"), { count: 3 }, { key: manager });
    expect(made).toMatchObject({
      status: 202,
      body: { kind: "make_codes", status: "queued", done: 0, total: 3 },
    });
    await workJobs(couponJobs, 10_000);
    const job = await send("GET", `/api/v1/jobs/${made.body.id}`, undefined, { key: manager });
    expect(job).toMatchObject({ status: 200, body: { status: "done", done: 3, total: 3 } });
    const cancelled = await post(`/api/v1/jobs/${made.body.id}/cancel`, {}, { key: manager });
    expect(cancelled).toMatchObject({ status: 200, body: { status: "done" } });
    const imported = await post(at("/codes/import"), "code\nIMPORTED-1\nno", {
      key: manager,
      headers: { "content-type": "text/csv" },
    });
    expect(imported.status).toBe(202);
    await workJobs(couponJobs, 10_000);
    const rejections = await send("GET", `/api/v1/jobs/${imported.body.id}/rejections`, undefined, {
      key: manager,
    });
    expect(rejections.body).toMatchObject({ data: [{ row: 3, value: "no" }], nextCursor: null });
    const listed = await send("GET", `/api/v1/jobs?campaign=${key}&limit=1`, undefined, { key: manager });
    expect(listed.body.data).toHaveLength(1);
    const file = await api.fetch(
      new Request(`http://sluice.test${at("/coupons.csv")}`, {
        headers: { authorization: `Bearer ${manager}` },
      }),
    );
    expect(file.headers.get("content-type")).toMatch(/^text\/csv/);
    expect((await file.text()).trim().split("\r\n")).toHaveLength(5);
    for (const wrong of [{ count: 0 }, { count: 1_000_001 }, { count: 1.5 }, {}])
      expect(pointers(await post(at("/codes"), wrong, { key: manager }))).toEqual(["#/count"]);
    expect(await post(at("/codes"), { count: 1 })).toMatchObject({ status: 403 });
    expect(await post(at("/codes/import"), {}, { key: manager })).toMatchObject({ status: 415 });
    for (const id of ["nothing", randomUUID()])
      expect(await send("GET", `/api/v1/jobs/${id}`, undefined, { key: manager })).toMatchObject({
        status: 404,
        body: { code: "not_found" },
      });
  });

  it("hold, release, refund, reissue and revoke many", async () => {
    const key = await liveCampaign();
    const issue = async (subject: string, device: string) =>
      (await post(`/api/v1/campaigns/${key}/coupons`, { subject, attributes: { device } })).body
        .code as string;
    const code = await issue("s", "one");
    const held = await post(`/api/v1/coupons/${code}/hold`, { subject: "s", orderId: "o-1", minutes: 5 });
    expect(held).toMatchObject({ status: 200, body: { status: "held", orderId: "o-1" } });
    const order = { amount: 5_000, currency: "CNY" };
    const blocked = await post(`/api/v1/coupons/${code}/redemptions`, {
      subject: "s",
      orderId: "o-2",
      ...order,
    });
    expect(blocked).toMatchObject({ status: 409, body: { code: "coupon_held" } });
    const redeemed = await post(`/api/v1/coupons/${code}/redemptions`, {
      subject: "s",
      orderId: "o-1",
      ...order,
    });
    expect(redeemed.status).toBe(201);
    const refunded = await post(`/api/v1/redemptions/${redeemed.body.id}/refund`, { amount: 2_500 });
    expect(refunded).toMatchObject({ status: 200, body: { refundedAmount: 2_500, discountAmount: 1_250 } });
    const lost = await issue("t", "one");
    const again = await post(`/api/v1/coupons/${lost}/reissue`, { reason: "lost" }, { key: manager });
    expect(again).toMatchObject({ status: 200, body: { status: "issued", subject: "t" } });
    await issue("u", "one");
    const clusters = await send("GET", `/api/v1/campaigns/${key}/clusters?by=device`, undefined, {
      key: manager,
    });
    expect(clusters.body.data).toEqual([
      expect.objectContaining({
        value: "one",
        coupons: 3,
        subjects: 3,
        redeemed: 1,
        discountSpent: 1_250,
        discountOpen: 5_000,
      }),
    ]);
    const funnel = await send("GET", `/api/v1/campaigns/${key}/funnel`, undefined, { key: manager });
    expect(funnel.body).toMatchObject({ eligible: 3, heldOut: 0, subjects: 3, issued: 3, redeemed: 1 });
    const revoked = await post(`/api/v1/campaigns/${key}/revoke`, { device: "one" }, { key: manager });
    expect(revoked).toMatchObject({ status: 202, body: { kind: "revoke_coupons", total: 2 } });
    expect(pointers(await post(`/api/v1/campaigns/${key}/revoke`, {}, { key: manager }))).toEqual(["#/all"]);
  });
});
