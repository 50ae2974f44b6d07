import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import type { PersonActor, Role } from "../../auth";
import { runRoute } from "../../entry";
import { closeDatabase, db, pool, useDatabase } from "../../platform/db";
import { stepJob, workJobs } from "../../platform/jobs";
import { usageImportQuery } from "../import-input";
import { parseImportOptions } from "../import-options";
import { importRoutes } from "../import-routes";
import {
  cancelUsageImport,
  exportRejected,
  forgetOldUploads,
  getUsageImport,
  listUsageImports,
  receiveUsageFile,
  replaceUsageSubject,
  startUsageImport,
  usageJobs,
} from ".";
import { noRows } from "./file-import";
import { planFile } from "./file-rows";
import { fileOnDisk } from "./file-source";
import { importFile } from "./import-file";
import { ImportRun } from "./import-run";

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase("usage-imports");
  await useDatabase(database.url);
  folder = mkdtempSync(path.join(tmpdir(), "sluice-imports-"));
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
  rmSync(folder, { recursive: true });
});

const person = (role: Role): PersonActor => ({
  kind: "person",
  id: "00000000-0000-4000-8000-00000000000a",
  name: `the ${role}`,
  email: `${role}@example.test`,
  role,
});
const finance = person("finance");

async function* inParts(bytes: Buffer, size = 37): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}
async function send(text: string | Buffer, query: Record<string, string>, actor = finance) {
  const received = await receiveUsageFile(actor, usageImportQuery.parse(query), inParts(Buffer.from(text)));
  if (!received.ok) throw new Error(received.error.detail);
  return received.value.id;
}
async function read(id: string) {
  const found = await getUsageImport(finance, id);
  if (!found.ok) throw new Error(found.error.detail);
  return found.value;
}
async function load(id: string, given: { dryRun?: boolean } = {}) {
  const job = await startUsageImport(finance, id, given);
  if (!job.ok) throw new Error(job.error.detail);
  await workJobs(usageJobs, 10_000);
  const found = await read(id);
  const stage = given.dryRun ? found.check : found.load;
  expect(stage?.job).toMatchObject({
    status: "done",
    done: stage?.summary?.rows,
    total: stage?.summary?.rows,
  });
  return stage?.summary;
}
async function byCommand(name: string, text: string, ...args: string[]) {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  const options = parseImportOptions([file, ...args]);
  const source = await fileOnDisk(file);
  if (!options.ok || !source.ok) throw new Error("the command line is wrong");
  const plan = await planFile(source.value, options.value, Date.now() * 1000);
  if (!plan.ok) throw new Error(plan.error);
  const still = new AbortController().signal;
  return (await importFile(plan.value, options.value, Date.now() * 1000, still, () => {})).summary;
}
const piecesOf = async (id: string) =>
  (await pool().query("SELECT 1 FROM usage_import_piece WHERE import_id = $1", [id])).rowCount;

const azure = [
  "TIMESTAMP,ContextTokens,GeneratedTokens",
  "2023-11-16 18:15:46.6805900,374,44",
  "2023-11-16 18:15:50.9951690,396,109",
  "2023-11-16 18:15:50.9951690,396,109",
  "yesterday,1,1",
  "2023-11-16 18:15:51.2225670,879,55",
].join("\r\n");
const header = "time,subject,model,inputTokens";
const rowsOf = (count: number, subjects = 7) =>
  [
    header,
    ...Array.from(
      { length: count },
      (_, row) => `2026-10-0${(row % 9) + 1}T10:00:00Z,u${row % subjects},m,${row % 50}`,
    ),
  ].join("\n");

describe("a usage file sent over the web", () => {
  it.each([
    ["azure.csv", azure],
    ["plain.csv", rowsOf(60)],
  ])("is the same, row by row, as by the command: %s", async (name, text) => {
    const first = await byCommand(name, text, "--model", "gpt-4o");
    const again = await load(await send(text, { fileName: name, model: "gpt-4o" }));
    expect(again).toEqual({ ...first, loaded: 0, duplicates: first.loaded, priced: 0, unpriced: 0 });
    // and the other way round
    const other = `other-${name}`;
    const web = await load(await send(text, { fileName: other, model: "gpt-4o" }));
    expect(web).toEqual(first);
    expect(await byCommand(other, text, "--model", "gpt-4o")).toMatchObject({
      loaded: 0,
      duplicates: first.loaded,
    });
  });

  it("is checked first and then loaded without being sent again; its bytes go when it is done", async () => {
    const id = await send(gzipSync(azure), { fileName: "checked.csv.gz" });
    expect(await load(id, { dryRun: true })).toMatchObject({ rows: 5, loaded: 4, rejected: 1 });
    expect(await read(id)).toMatchObject({
      format: "azure-llm",
      isKept: true,
      firstRejected: [
        { line: 5, code: "wrong_field", reason: expect.stringContaining("TIMESTAMP: must be") },
      ],
    });
    expect(
      (await pool().query("SELECT 1 FROM usage_dimension WHERE source = 'checked.csv.gz'")).rowCount,
    ).toBe(0);
    expect(await load(id)).toMatchObject({ rows: 5, loaded: 4, duplicates: 0, rejected: 1 });
    // once is enough
    const again = await startUsageImport(finance, id);
    expect(again).toMatchObject({ ok: true, value: { id: (await read(id)).load?.job.id } });
    await forgetOldUploads();
    expect([(await read(id)).isKept, await piecesOf(id)]).toEqual([false, 0]);
    const { rows } = await pool().query(
      "SELECT action, actor_name, after FROM audit_entry WHERE target_id = $1 ORDER BY at, action",
      [id],
    );
    expect(rows).toMatchObject([
      {
        action: "usage.import_started",
        actor_name: "the finance",
        after: { file: "checked.csv.gz", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      },
      { action: "usage.imported", after: { rows: 5, loaded: 4, rejected: 1 } },
    ]);
  });

  it("is listed once its check is asked for: a page that looks between says nothing that is not so", async () => {
    const listed = async () => {
      const page = await listUsageImports(finance);
      return page.ok ? page.value.data.find(({ fileName }) => fileName === "between.csv") : page;
    };
    const id = await send(azure, { fileName: "between.csv" });
    expect(await listed()).toBeUndefined();
    await startUsageImport(finance, id, { dryRun: true });
    expect(await listed()).toMatchObject({ id, check: { job: { status: "queued" } } });
    await cancelUsageImport(finance, id);
  });

  it("whose check is done has its counts, whoever looks while it ends", async () => {
    for (let nth = 0; nth < 5; nth += 1) {
      const id = await send(azure, { fileName: `ends-${nth}.csv` });
      await startUsageImport(finance, id, { dryRun: true });
      let isOver = false;
      const working = workJobs(usageJobs, 10_000).finally(() => {
        isOver = true;
      });
      while (!isOver) {
        const { check } = await read(id);
        if (check?.job.status === "done") expect(check.summary).toMatchObject({ rows: 5 });
      }
      await working;
      await cancelUsageImport(finance, id);
    }
  });

  it("gives its refused rows back as CSV, and none of them runs in a spreadsheet", async () => {
    const id = await send([header, "x,=1+1,m,5", '2026-10-01,"a, b",m,-1'].join("\n"), {
      fileName: "bad.csv",
    });
    await load(id);
    const file = await exportRejected(finance, id);
    if (!file.ok) throw new Error(file.error.detail);
    expect(file.value.name).toBe("bad.csv.rejected.csv");
    expect((await new Response(file.value.body).text()).split("\r\n")).toEqual([
      `line,code,reason,${header}`,
      '2,wrong_field,"time: must be a time such as 2026-11-27 10:00:00, not ""x""",x,\'=1+1,m,5',
      '3,wrong_field,"inputTokens: must be a whole number, 0 or more, not ""-1""",2026-10-01,"a, b",m,-1',
      "",
    ]);
    const { replaced } = await db().$transaction(async (tx) => ({
      replaced: await replaceUsageSubject(tx, "a, b", "nobody"),
    }));
    expect(replaced).toBe(1);
    expect((await read(id)).firstRejected).toHaveLength(1);
  });

  it("moves by whole weeks, as the command does", async () => {
    const id = await send(rowsOf(3), { fileName: "shifted.csv", shiftToNow: "true" });
    const summary = await load(id);
    const away = Date.now() - Date.parse(summary?.to ?? "");
    expect(away).toBeGreaterThanOrEqual(0);
    expect(away).toBeLessThan(7 * 86_400_000);
  });
});

describe("an import that is interrupted", () => {
  it("goes on in another process from what was committed: to the row and the user the same", async () => {
    const text = rowsOf(4_500, 500);
    const file = path.join(folder, "long.csv");
    writeFileSync(file, text);
    const source = await fileOnDisk(file);
    if (!source.ok) throw new Error(source.error);
    const options = { format: null, map: null, source: null, model: null, campaign: null, shiftToNow: false };
    const plan = await planFile(source.value, options, 0);
    if (!plan.ok) throw new Error(plan.error);
    const given = { plan: plan.value, options, isDry: false, nowMicros: 0, keptBefore: 0 };
    const first = new ImportRun(given, { summary: noRows, first: null, last: null, shiftMicros: null });
    while (first.place.summary.rows === 0) await first.work(0);
    await first.close();
    expect(first.place.summary.loaded).toBeLessThan(4_500);
    // by somebody who has never seen the file and knows what was committed
    const second = new ImportRun(given, structuredClone(first.place));
    while (!(await second.work(500)));
    await second.close();
    const { place } = second;
    expect(place.summary).toMatchObject({ rows: 4_500, loaded: 4_500, duplicates: 0, users: 500 });
    expect(await byCommand("long.csv", text)).toMatchObject({ loaded: 0, duplicates: 4_500, users: 500 });
  });

  it("is left to the process that has it open, until that was silent for a while", async () => {
    const id = await send(rowsOf(2), { fileName: "leased.csv" });
    const job = await startUsageImport(finance, id);
    if (!job.ok) throw new Error(job.error.detail);
    const place = { summary: noRows, first: null, last: null, shiftMicros: null, runner: "another" };
    const lease = (until: number) =>
      pool().query("UPDATE job SET place = $2 WHERE id = $1", [job.value.id, { ...place, until }]);
    await lease(Date.now() + 60_000);
    expect(await stepJob(job.value.id, usageJobs)).toBe("waiting");
    await lease(Date.now() - 60_000);
    expect(await stepJob(job.value.id, usageJobs)).toBe("over");
    expect((await read(id)).load).toMatchObject({ job: { status: "done" }, summary: { loaded: 2 } });
  });

  it("that is cancelled forgets its file and keeps what it loaded", async () => {
    const id = await send(rowsOf(2), { fileName: "cancelled.csv" });
    await startUsageImport(finance, id);
    const cancelled = await cancelUsageImport(finance, id);
    expect(cancelled).toMatchObject({
      ok: true,
      value: { isKept: false, load: { job: { status: "cancelled" } } },
    });
    expect(await piecesOf(id)).toBe(0);
    expect(await stepJob((await read(id)).load?.job.id ?? "", usageJobs)).toBe("over");
  });
});

describe("a file that is not taken", () => {
  it.each([
    ["empty", "", "empty.csv is empty."],
    ["of no known kind", "{}", "What is in this file cannot be told"],
    ["without the columns that it needs", "a,b\n1,2", "time"],
    ["damaged gzip", Buffer.from([0x1f, 0x8b, 1, 2, 3]), "is damaged"],
  ])("%s leaves nothing behind and says why", async (_, text, why) => {
    await expect(send(text, { fileName: "empty.csv" })).rejects.toThrow(why);
    const { rows } = await pool().query("SELECT 1 FROM usage_import WHERE file_name = 'empty.csv'");
    expect(rows).toEqual([]);
  });

  it("breaks off on its way and leaves nothing behind", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(header);
      throw new Error("gone");
    }
    const query = usageImportQuery.parse({ fileName: "broken.csv" });
    await expect(receiveUsageFile(finance, query, broken())).rejects.toThrow("gone");
    const { rows } = await pool().query("SELECT 1 FROM usage_import WHERE file_name = 'broken.csv'");
    expect(rows).toEqual([]);
  });

  it.each(["growth", "executive"] as const)("comes from the %s, who may only look on", async (role) => {
    const query = usageImportQuery.parse({ fileName: "theirs.csv" });
    const refused = await receiveUsageFile(person(role), query, inParts(Buffer.from(rowsOf(1))));
    expect(refused).toMatchObject({ ok: false, error: { code: "forbidden" } });
    expect((await listUsageImports(person(role))).ok).toBe(true);
  });
});

describe("the door of usage files", () => {
  const fromOurPage = { origin: "http://sluice.test", host: "sluice.test" };
  const post = (query: string, body: string, headers: Record<string, string> = {}, by = finance) => {
    const route = importRoutes.find(({ id }) => id === "importUsage");
    if (!route) throw new Error("the route is gone");
    const request = new Request(`http://sluice.test/api/v1/usage-imports?${query}`, {
      method: "POST",
      body,
      headers: { "content-type": "text/csv", ...fromOurPage, ...headers },
    });
    return runRoute(route, request, {}, { person: by });
  };

  it("takes the body as it comes, and the same request again is the same import", async () => {
    const headers = { "idempotency-key": "once" };
    const first = await post("fileName=door.csv&dryRun=true", rowsOf(3), headers);
    const job = await first.json();
    expect([first.status, job.kind, job.status]).toEqual([202, "check_usage", "queued"]);
    expect(await read(job.importId)).toMatchObject({ fileName: "door.csv", check: { job: { id: job.id } } });
    expect(await (await post("fileName=door.csv&dryRun=true", rowsOf(3), headers)).json()).toEqual(job);
    const other = await post("fileName=door.csv&dryRun=true", rowsOf(4), headers);
    expect([other.status, (await other.json()).code]).toEqual([422, "idempotency_key_reused"]);
  });

  it.each([
    ["no name and no source", "", {}, 422, "fileName: give the file's name or a source"],
    ["a map for another format", "fileName=a&format=openai&map=time%3Da", {}, 422, "map: goes with csv only"],
    ["an unknown option", "fileName=a&faster=true", {}, 422, "faster"],
    ["another media type", "fileName=a", { "content-type": "image/png" }, 415, "Content-Type"],
    ["a file of 3 GiB", "fileName=a", { "content-length": String(3 * 2 ** 30) }, 413, "at most"],
    [
      "no rows that could be read",
      "fileName=a",
      {},
      422,
      "a: Which column is the time? Say so with map time=COLUMN.",
    ],
  ])("with %s is refused", async (_, query, headers, status, detail) => {
    const answer = await post(query, "a,b\n1,2", headers as Record<string, string>);
    expect(answer.status).toBe(status);
    expect((await answer.json()).detail).toContain(detail);
  });

  it("is closed to who only looks on", async () => {
    expect((await post("fileName=a", rowsOf(1), {}, person("growth"))).status).toBe(403);
  });
});
