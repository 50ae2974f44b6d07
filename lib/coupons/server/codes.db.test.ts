import type { ChildProcess } from "node:child_process";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  beginSwitch,
  chatbot,
  codeOf,
  draftCampaign,
  growth,
  liveCampaign,
  openClient,
  readBooks,
  tally,
  unwrap,
} from "../../../e2e/fixtures/coupons";
import { runElsewhere } from "../../../e2e/fixtures/run-elsewhere";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { waitFor } from "../../../e2e/fixtures/wait-for";
import type { PersonActor } from "../../auth";
import type { Job } from "../../campaigns";
import {
  archiveCampaign,
  cancelJob,
  endCampaign,
  getJob,
  launchCampaign,
  listJobRejections,
  listJobs,
} from "../../campaigns/server";
import { closeDatabase, useDatabase } from "../../platform/db";
import { stepJob, workJobs } from "../../platform/jobs";
import {
  closeCouponLanes,
  couponJobs,
  exportCoupons,
  getCoupon,
  importCodes,
  issueCoupon,
  makeCodes,
  reissueCoupon,
  revokeCoupons,
} from ".";

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase("codes");
  await useDatabase(database.url);
  client = await openClient(database.url);
});
afterAll(async () => {
  await closeCouponLanes();
  await client?.end();
  await closeDatabase();
  await database?.drop();
});

const finance: PersonActor = { ...growth, id: "person-finance", role: "finance" };
const csv = (text: string) => new TextEncoder().encode(text);

async function worked(started: Job): Promise<Job> {
  await workJobs(couponJobs, 60_000);
  return unwrap(await getJob(growth, started.id));
}

/** Codes in wait, as the rows and as the counter say. */
async function waiting(key: string) {
  const { rows } = await client.query<{ codes: number; distinct: number }>(
    `SELECT count(*)::int AS codes, count(DISTINCT translate(k.code, '- ', ''))::int AS distinct
     FROM coupon k JOIN campaign c ON c.id = k.campaign_id WHERE c.key = $1 AND k.status = 'available'`,
    [key],
  );
  const { available } = await readBooks(client, key);
  return { ...rows[0], available };
}

async function read(body: ReadableStream<Uint8Array>): Promise<string[]> {
  const text = await new Response(body).text();
  return text.split("\r\n").filter((line) => line !== "");
}

describe("codes made in advance", () => {
  it("are as many as asked for, of the campaign's pattern, and issued before any other", async () => {
    const key = await liveCampaign({ codePrefix: "SPRING", codeLength: 8, codeCharset: "digits" });
    const started = unwrap(await makeCodes(growth, key, { count: 6_001 }));
    expect(started).toMatchObject({ kind: "make_codes", status: "queued", done: 0, total: 6_001 });
    const done = await worked(started);
    expect(done).toMatchObject({ status: "done", done: 6_001, total: 6_001, campaign: key });
    expect(done.ratePerSecond).toBeGreaterThan(0);
    expect(await waiting(key)).toEqual({ codes: 6_001, distinct: 6_001, available: 6_001 });
    const { coupon } = unwrap(await issueCoupon(chatbot, key, { subject: "s" }));
    expect(coupon.code).toMatch(/^SPRING-\d{4}-\d{4}$/);
    expect(await waiting(key)).toMatchObject({ codes: 6_000, available: 6_000 });
    const { counters, byMinute } = await readBooks(client, key);
    expect([counters.issued, byMinute]).toEqual([1, 1]);
  });

  it("that exist already are replaced by others: none is missing", async () => {
    const pattern = { codePrefix: "SAME", codeLength: 6, codeCharset: "digits" as const };
    const [first, second] = [await draftCampaign(pattern), await draftCampaign(pattern)];
    const taken = Array.from({ length: 20_000 }, (_, nth) => `SAME-${String(nth).padStart(6, "0")}`);
    await worked(unwrap(await importCodes(growth, first, csv(taken.join("\n")))));
    const done = await worked(unwrap(await makeCodes(growth, second, { count: 1_000 })));
    expect(done).toMatchObject({ status: "done", done: 1_000 });
    expect(await waiting(second)).toEqual({ codes: 1_000, distinct: 1_000, available: 1_000 });
    const { rows } = await client.query(
      "SELECT count(*)::int AS all, count(DISTINCT code)::int AS codes FROM coupon WHERE code LIKE 'SAME-%'",
    );
    expect(rows[0]).toEqual({ all: 21_000, codes: 21_000 });
  });

  it("cancelled in the middle: what was done is counted and there, and nothing comes after", async () => {
    const key = await draftCampaign();
    const { id } = unwrap(await makeCodes(growth, key, { count: 50_000 }));
    await stepJob(id, couponJobs);
    await stepJob(id, couponJobs);
    const [cancelled] = await Promise.all([cancelJob(growth, id), stepJob(id, couponJobs)]);
    expect(unwrap(cancelled).status).toBe("cancelled");
    await workJobs(couponJobs, 5_000);
    const after = unwrap(await getJob(growth, id));
    expect(after.done).toBeLessThan(50_000);
    expect(await waiting(key)).toEqual({ codes: after.done, distinct: after.done, available: after.done });
    expect(unwrap(await cancelJob(growth, id))).toEqual(after);
    const { rows } = await client.query(
      "SELECT count(*)::int AS entries FROM audit_entry WHERE action = 'job.cancelled' AND target_id = $1",
      [id],
    );
    expect(rows[0]?.entries).toBe(1);
  });

  it("killed without a word, again and again: no duplicate and no gap in the count", async () => {
    const key = await draftCampaign();
    const count = 40_000;
    const { id } = unwrap(await makeCodes(growth, key, { count }));
    const made = async () => unwrap(await getJob(growth, id)).done;
    for (let kill = 0; kill < 3; kill += 1) {
      const before = await made();
      let child: ChildProcess | undefined;
      const ended = runElsewhere("e2e/fixtures/work-jobs.ts", [], database.url, {
        onStart: (started) => {
          child = started;
        },
      });
      await waitFor(async () => (await made()) > before, { timeoutMs: 60_000, everyMs: 3 });
      child?.kill("SIGKILL");
      await ended;
      await waitFor(async () => {
        const { rows } = await client.query(
          "SELECT 1 FROM pg_locks WHERE relation = 'job'::regclass AND pid <> pg_backend_pid()",
        );
        return rows.length === 0;
      });
      const done = await made();
      expect(await waiting(key)).toEqual({ codes: done, distinct: done, available: done });
    }
    await workJobs(couponJobs, 60_000);
    expect(unwrap(await getJob(growth, id))).toMatchObject({ status: "done", done: count });
    expect(await waiting(key)).toEqual({ codes: count, distinct: count, available: count });
  }, 120_000);

  it("made by several workers at once, while coupons are issued: exactly as many", async () => {
    const key = await liveCampaign();
    const started = unwrap(await makeCodes(growth, key, { count: 20_000 }));
    const issued = Promise.all(
      Array.from({ length: 200 }, (_, nth) => issueCoupon(chatbot, key, { subject: `s-${nth}` })),
    );
    await Promise.all([1, 2, 3].map(() => workJobs(couponJobs, 30_000)));
    await waitFor(async () => unwrap(await getJob(growth, started.id)).status === "done", {
      timeoutMs: 30_000,
    });
    expect((await issued).filter(({ ok }) => ok)).toHaveLength(200);
    const { counters, available } = await readBooks(client, key);
    expect(counters.issued).toBe(200);
    const { rows } = await client.query(
      "SELECT count(*)::int AS given FROM coupon k JOIN campaign c ON c.id = k.campaign_id WHERE c.key = $1 AND k.issued_at IS NOT NULL",
      [key],
    );
    expect(rows[0]?.given).toBe(200);
    // those issued before there were codes in wait got one of their own
    expect(available).toBeGreaterThanOrEqual(19_800);
    expect(available).toBeLessThanOrEqual(20_000);
  }, 60_000);

  it.each([
    [
      "a pattern that would make them easy to guess",
      { codeLength: 6, codeCharset: "digits" as const },
      1_001,
    ],
  ])("are refused for %s", async (_, pattern, count) => {
    const refused = await makeCodes(growth, await draftCampaign(pattern), { count });
    expect(refused).toMatchObject({
      ok: false,
      error: { code: "invalid_request", errors: [{ pointer: "#/count" }] },
    });
  });

  it("are refused where they have no use, and to whoever may not", async () => {
    const ended = await liveCampaign();
    unwrap(await endCampaign(growth, ended));
    expect(codeOf(await makeCodes(growth, ended, { count: 1 }))).toBe("invalid_transition");
    unwrap(await archiveCampaign(growth, ended));
    expect(codeOf(await makeCodes(growth, ended, { count: 1 }))).toBe("invalid_transition");
    const shared = await draftCampaign({ kind: "shared_code", sharedCode: "WELCOME-ALL" });
    expect(codeOf(await makeCodes(growth, shared, { count: 1 }))).toBe("code_is_shared");
    expect(codeOf(await makeCodes(growth, "no-such-campaign", { count: 1 }))).toBe("not_found");
    expect(codeOf(await makeCodes(finance, await draftCampaign(), { count: 1 }))).toBe("forbidden");
  });
});

describe("a pool", () => {
  it("issues its codes and nothing else, each to one subject", async () => {
    const key = await liveCampaign({ codeSource: "pool" });
    expect(codeOf(await issueCoupon(chatbot, key, { subject: "early" }))).toBe("campaign_exhausted");
    await worked(unwrap(await importCodes(growth, key, csv("code\nPOOL-ONE\nPOOL-TWO\nPOOL-SIX\n"))));
    const asked = await Promise.all(
      Array.from({ length: 64 }, (_, nth) => issueCoupon(chatbot, key, { subject: `s-${nth}` })),
    );
    const given = asked.flatMap((one) => (one.ok ? [one.value.coupon.code] : []));
    expect(given.sort()).toEqual(["POOL-ONE", "POOL-SIX", "POOL-TWO"]);
    expect(new Set(asked.map(codeOf))).toEqual(new Set(["ok", "campaign_exhausted"]));
  });
});

describe("an import", () => {
  it("adds what it can and refuses the rest row by row, with the reason", async () => {
    const [other, key] = [await draftCampaign(), await liveCampaign()];
    await worked(unwrap(await importCodes(growth, other, csv("TAKEN-BY-OTHER"))));
    const { coupon } = unwrap(await issueCoupon(chatbot, key, { subject: "s" }));
    const replaced = unwrap(await reissueCoupon(growth, coupon.code));
    const file = [
      "name,Code",
      "a,nice-code 1",
      'b,"NICE-CODE-2"',
      "c,NICECODE1",
      "d,no!",
      "e,",
      "",
      "f,taken by other",
      `g,${coupon.code}`,
      `h,${replaced.code.toLowerCase()}`,
      "i,null",
    ].join("\r\n");
    const started = unwrap(await importCodes(growth, key, csv(`\ufeff${file}`)));
    expect(started).toMatchObject({ kind: "import_codes", status: "queued", total: 9 });
    expect(await worked(started)).toMatchObject({ status: "done", done: 9, total: 9, rejected: 6 });
    const { data } = unwrap(await listJobRejections(growth, started.id));
    expect(data).toEqual([
      { row: 4, value: "NICECODE1", reason: "stands twice in the file" },
      { row: 5, value: "no!", reason: expect.stringContaining("is not a code") },
      { row: 6, value: "", reason: "is empty" },
      { row: 8, value: "taken by other", reason: expect.stringContaining("is taken") },
      { row: 9, value: coupon.code, reason: expect.stringContaining("is taken") },
      {
        row: 10,
        value: replaced.code.toLowerCase(),
        reason: expect.stringContaining("this campaign's codes"),
      },
    ]);
    for (const code of ["NICE-CODE-1", "NICE-CODE-2", "NULL"])
      expect(unwrap(await getCoupon(growth, code))).toMatchObject({
        code,
        campaign: key,
        status: "available",
      });
    expect(await waiting(key)).toEqual({ codes: 3, distinct: 3, available: 3 });
  });

  it("of the same file again adds nothing and says why of each row, across parts too", async () => {
    const key = await draftCampaign();
    const rows = Array.from({ length: 4_500 }, (_, nth) => `AGAIN-${nth}`);
    expect(await worked(unwrap(await importCodes(growth, key, csv(rows.join("\n")))))).toMatchObject({
      done: 4_500,
      status: "done",
    });
    const again = await worked(unwrap(await importCodes(growth, key, csv(`code\n${rows.join("\n")}\n`))));
    expect(again).toMatchObject({ done: 4_500, rejected: 4_500 });
    let [cursor, seen]: [string | null, number[]] = [null, []];
    do {
      const page: { data: { row: number }[]; nextCursor: string | null } = unwrap(
        await listJobRejections(growth, again.id, { limit: 100, ...(cursor ? { cursor } : {}) }),
      );
      seen = [...seen, ...page.data.map(({ row }) => row)];
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(rows.map((_, nth) => nth + 2));
    expect(await waiting(key)).toMatchObject({ codes: 4_500, available: 4_500 });
  });

  it("without a row is refused, and leaves no job", async () => {
    const key = await draftCampaign();
    expect(codeOf(await importCodes(growth, key, csv("code\n\n")))).toBe("invalid_request");
    expect(codeOf(await importCodes(growth, key, csv("")))).toBe("invalid_request");
    expect(codeOf(await importCodes(growth, key, csv('code\n"never closed')))).toBe("invalid_request");
    expect(unwrap(await listJobs(growth, { campaign: key })).data).toEqual([]);
  });
});

describe("an export", () => {
  it("streams every coupon and code once, as they stood at one moment", async () => {
    const key = await liveCampaign();
    await worked(unwrap(await makeCodes(growth, key, { count: 12_000 })));
    for (const subject of ["=cmd()", 'a "b", c']) unwrap(await issueCoupon(chatbot, key, { subject }));
    const { name, body } = unwrap(await exportCoupons(growth, key));
    expect(name).toBe(`coupons-${key}.csv`);
    const reader = body.getReader();
    let text = "";
    let chunks = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += new TextDecoder().decode(part.value);
      chunks += 1;
      // what happens meanwhile is not in it
      if (chunks === 2) unwrap(await issueCoupon(chatbot, key, { subject: "late" }));
    }
    expect(chunks).toBeGreaterThan(3);
    const [head, ...lines] = text.split("\r\n").filter((line) => line !== "");
    expect(head).toBe(
      "code,status,subject,issued_at,expires_at,redeemed_at,order_id,discount_minor,currency",
    );
    expect(lines).toHaveLength(12_000);
    expect(new Set(lines.map((line) => line.split(",")[0])).size).toBe(12_000);
    expect(lines.filter((line) => line.includes(",issued,"))).toHaveLength(2);
    expect(text).toContain("'=cmd()");
    expect(text).toContain('"a ""b"", c"');
    expect(text).not.toContain("late");
  });

  it("that nobody reads on gives its connection back", async () => {
    const key = await liveCampaign();
    await worked(unwrap(await makeCodes(growth, key, { count: 12_000 })));
    for (let nth = 0; nth < 6; nth += 1) {
      const reader = unwrap(await exportCoupons(growth, key)).body.getReader();
      await reader.read();
      await reader.read();
      await reader.cancel();
    }
    await waitFor(async () => {
      const { rows } = await client.query(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'sluice export_coupons'",
      );
      return rows.length === 0;
    });
    expect((await read(unwrap(await exportCoupons(growth, key)).body)).length).toBe(12_001);
    expect(codeOf(await exportCoupons(growth, "no-such-campaign"))).toBe("not_found");
  });
});

describe("revoking many", () => {
  it("takes what fits out of use, frees its discount and its codes, and leaves the rest", async () => {
    const key = await liveCampaign({ limits: { discount: 100_000 } });
    await worked(unwrap(await makeCodes(growth, key, { count: 10 })));
    for (let nth = 0; nth < 6; nth += 1) {
      const attributes = { device: nth < 4 ? "phone-1" : "phone-2", inviter: `i-${nth % 2}` };
      unwrap(await issueCoupon(chatbot, key, { subject: `s-${nth}`, attributes }));
    }
    const conditions = { device: "phone-1", inviter: "i-0" };
    const done = await worked(unwrap(await revokeCoupons(growth, key, conditions)));
    expect(done).toMatchObject({ kind: "revoke_coupons", status: "done", done: 2 });
    const { counters, counted, available } = await readBooks(client, key);
    expect(counters).toEqual(counted);
    expect(counters).toMatchObject({ issued: 6, revoked: 2, open: 4 * 2_500 });
    expect(available).toBe(4);
    await worked(unwrap(await revokeCoupons(growth, key, { available: true })));
    expect(await waiting(key)).toMatchObject({ codes: 0, available: 0 });
    await worked(unwrap(await revokeCoupons(growth, key, { all: true })));
    expect((await readBooks(client, key)).counters).toMatchObject({ issued: 6, revoked: 6, open: 0 });
  });
});

it("coupons are revoked by a subject of any script, exactly as it is written", async () => {
  const key = await liveCampaign();
  for (const subject of ["Ömer-1", "ömer-1", "Ann"]) unwrap(await issueCoupon(chatbot, key, { subject }));
  const done = await worked(unwrap(await revokeCoupons(growth, key, { subjects: ["Ömer-1", "Ann"] })));
  expect(done).toMatchObject({ status: "done", done: 2, total: 2 });
  expect((await readBooks(client, key)).counters).toMatchObject({ issued: 3, revoked: 2 });
});

it("an empty pool is refilled while its campaign is paused or changed: neither waits for the other in a circle", async () => {
  const key = await liveCampaign({ codeSource: "pool" });
  const pause = await beginSwitch(client, {});
  await client.query("UPDATE change_version SET version = version + 1 WHERE id = 1");
  const refill = worked(unwrap(await makeCodes(growth, key, { count: 5 })));
  await waitFor(async () => {
    const { rows } = await client.query(
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    return rows.length > 0;
  });
  // what the pause does next: it must not find the campaign held by whoever waits for it
  await client.query("SELECT 1 FROM campaign WHERE key = $1 FOR UPDATE NOWAIT", [key]);
  await pause();
  expect(await refill).toMatchObject({ status: "done", done: 5 });
});

it("when each code that is tried is taken the caller is told to ask again, and nothing is issued", async () => {
  const key = await draftCampaign({ codePrefix: "FULL" });
  await client.query("UPDATE campaign SET code_length = 1, code_charset = 'digits' WHERE key = $1", [key]);
  unwrap(await launchCampaign(growth, key));
  const told = [];
  for (let nth = 0; nth < 60; nth += 1) told.push(await issueCoupon(chatbot, key, { subject: `s-${nth}` }));
  const { ok, ...rest } = tally(told);
  expect(Object.keys(rest)).toEqual(["unavailable"]);
  expect((await readBooks(client, key)).counters.issued).toBe(ok);
});
