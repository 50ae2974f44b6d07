import { address, api, expect, issue, launchCampaign, test } from "./fixtures/sluice";

async function tally(
  answers: Promise<import("@playwright/test").APIResponse>[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const answer of await Promise.all(answers)) {
    const name = answer.status() === 201 ? "201" : `${answer.status()} ${(await answer.json()).code}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

for (const lanes of [["gateway"], ["dashboard"], ["gateway", "dashboard"]] as const) {
  test(`64 parallel issues of the one coupon left give one 201 and sixty-three campaign_exhausted on ${lanes.join(" and ")}`, async ({
    request,
  }) => {
    const key = await launchCampaign(request, { coupons: 1 });
    const callers = Array.from({ length: 64 }, (_, index) =>
      issue(request, lanes[index % lanes.length] ?? "gateway", key, `subject-${index}`),
    );
    expect(await tally(callers)).toEqual({ "201": 1, "409 campaign_exhausted": 63 });
  });
}

test("a request repeated with its Idempotency-Key gets the same coupon, on either lane", async ({
  request,
}) => {
  const key = await launchCampaign(request, { coupons: 5 });
  const path = `/api/v1/campaigns/${key}/coupons`;
  const headers = { "idempotency-key": `again-${key}` };
  const first = await api(request, "gateway", "post", path, { subject: "one" }, headers);
  const again = await api(request, "dashboard", "post", path, { subject: "one" }, headers);
  expect(first.status()).toBe(201);
  expect(again.status()).toBe(201);
  expect((await again.json()).code).toBe((await first.json()).code);
  const other = await api(request, "gateway", "post", path, { subject: "two" }, headers);
  expect((await other.json()).code).toBe("idempotency_key_reused");
});

test("errors name the field and the remedy, in the same form on both lanes", async ({ request }) => {
  for (const lane of ["gateway", "dashboard"] as const) {
    const wrong = await api(request, lane, "post", "/api/v1/campaigns", { key: "A", nonsense: 1 });
    expect(wrong.status()).toBe(422);
    expect(wrong.headers()["content-type"]).toContain("application/problem+json");
    const problem = await wrong.json();
    expect(problem.code).toBe("invalid_request");
    expect(problem.errors.map((error: { pointer: string }) => error.pointer)).toEqual(
      expect.arrayContaining(["#/key", "#/nonsense"]),
    );
    const broken = await request.post(`${address[lane]}/api/v1/campaigns`, {
      headers: { authorization: `Bearer ${address.key}`, "content-type": "application/json" },
      data: Buffer.from("{"),
    });
    expect(broken.status()).toBe(400);
    expect((await request.get(`${address[lane]}/api/v1/campaigns`)).status()).toBe(401);
    expect((await api(request, lane, "get", "/api/v1/nothing-here")).status()).toBe(404);
    expect((await api(request, lane, "patch", `/api/v1/campaigns`)).status()).toBe(405);
  }
});
