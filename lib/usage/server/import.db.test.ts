import { once } from "node:events";
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runElsewhere } from "../../../e2e/fixtures/run-elsewhere";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { traces } from "../../../e2e/fixtures/traces";
import { waitFor } from "../../../e2e/fixtures/wait-for";
import type { Actor } from "../../auth";
import { closeDatabase, pool, useDatabase } from "../../platform/db";
import { floorToBucket, type ImportSummary, type PriceInput, usageQuery } from "..";
import { addPrice, getUsageReport, loadListPrices } from ".";
import { hashText, Occurrences } from "./occurrences";

// each test starts processes, which take their time on a busy machine
vi.setConfig({ testTimeout: 120_000 });

const finance: Actor = { kind: "person", id: "p", name: "Finance", email: "f@x.test", role: "finance" };
let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase("import");
  await useDatabase(database.url);
  folder = mkdtempSync(path.join(tmpdir(), "sluice-import-"));
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
  rmSync(folder, { recursive: true });
});

let nth = 0;
function file(text: string, name = "usage.csv"): string {
  nth += 1;
  const at = path.join(folder, `${nth}-${name}`);
  writeFileSync(at, text);
  return at;
}
async function run(...args: string[]): Promise<ImportSummary> {
  const { code, stdout, stderr } = await runElsewhere(
    "lib/usage/server/import-main.ts",
    [...args, "--json"],
    database.url,
  );
  if (code !== 0) throw new Error(stderr);
  const lines = stdout.trimEnd().split("\n");
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? "");
}
async function report(query: Record<string, string>) {
  const result = await getUsageReport(finance, usageQuery.parse(query));
  if (!result.ok) throw new Error(result.error.detail);
  return result.value;
}
async function addPriceOf(input: PriceInput) {
  const added = await addPrice(finance, input);
  if (!added.ok) throw new Error(added.error.detail);
}
const startOf = (day: string, zone: string) => floorToBucket(Date.parse(`${day}T12:00:00Z`), "day", zone);
const usd = (micros: string) => (Number(BigInt(micros)) / 1_000_000).toFixed(2);

describe.skipIf(!traces.gentd26)("the GenTD26 trace", () => {
  const source = "GenTD26_lora_request_trace.csv";
  const trace = traces.gentd26 ?? "";

  it("with GPU seconds at 2.00 USD an hour for any model is 26,823 requests of 4,247 users and USD 427.17", async () => {
    await addPriceOf({
      model: "*",
      source,
      currency: "USD",
      effectiveFrom: "2024-01-01T00:00:00Z",
      perGpuHour: "2.00",
    });
    expect(await run(trace)).toEqual({
      rows: 26_823,
      loaded: 26_823,
      duplicates: 0,
      rejected: 0,
      priced: 26_823,
      unpriced: 0,
      users: 4_247,
      from: "2024-11-15T16:57:50.000Z",
      to: "2024-12-08T17:33:57.000Z",
    });
    const { totals, data } = await report({
      source,
      from: "2024-11-01T00:00:00Z",
      to: "2025-01-01T00:00:00Z",
    });
    expect(totals).toMatchObject({
      requests: 26_823,
      gpuSeconds: 768_899,
      activeUsers: 4_247,
      newUsers: 4_247,
      unpricedRequests: 0,
    });
    expect(usd(totals.costMicros)).toBe("427.17");
    const day = data.find(({ start }) => start === "2024-12-03T00:00:00.000Z");
    expect(day).toMatchObject({
      activeUsers: 477,
      newUsers: 377,
      retainedUsers: 53,
      returnedUsers: 47,
      churnedUsers: 405,
    });
    expect(usd(day?.costMicros ?? "0")).toBe("44.55");
  });

  it("on that date in Shanghai has 500 active users, read alone too", async () => {
    const { data } = await report({
      source,
      timeZone: "Asia/Shanghai",
      from: "2024-12-02T16:00:00Z",
      to: "2024-12-03T16:00:00Z",
    });
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({
      activeUsers: 500,
      newUsers: 424,
      retainedUsers: 36,
      returnedUsers: 40,
      churnedUsers: 394,
    });
  });

  it.each(["UTC", "Asia/Shanghai", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe"])(
    "equals a plain recount of the file, day by day, in %s",
    async (zone) => {
      const rows = readFileSync(trace, "utf8").trim().split(/\r?\n/).slice(1);
      const calendar = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
      const days = new Map<
        string,
        { requests: number; seconds: number; micros: number; users: Set<string> }
      >();
      for (const line of rows) {
        const cells = line.split(",");
        const day = calendar.format(Date.parse(`${cells[0]?.replace(" ", "T")}Z`));
        const held = days.get(day) ?? { requests: 0, seconds: 0, micros: 0, users: new Set<string>() };
        const seconds = Number(cells[3]);
        held.requests += 1;
        held.seconds += seconds;
        // two dollars an hour, each event rounded half up to a micro-unit
        held.micros += Math.floor((seconds * 2_000_000) / 3600 + 0.5);
        held.users.add(cells[4] ?? "");
        days.set(day, held);
      }
      const known = new Set<string>();
      const expected = [...days]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([day, { requests, seconds, micros, users }], nth, all) => {
          const before = all[nth - 1]?.[1].users ?? new Set<string>();
          const newUsers = [...users].filter((user) => !known.has(user)).length;
          for (const user of users) known.add(user);
          const retainedUsers = [...users].filter((user) => before.has(user)).length;
          return {
            day,
            requests,
            gpuSeconds: seconds,
            costMicros: String(micros),
            activeUsers: users.size,
            newUsers,
            retainedUsers,
            returnedUsers: users.size - newUsers - retainedUsers,
            churnedUsers: before.size - retainedUsers,
          };
        });
      const edge = (day: string) => new Date(startOf(day, zone)).toISOString();
      const { data } = await report({
        source,
        timeZone: zone,
        from: edge("2024-11-10"),
        to: edge("2024-12-12"),
      });
      // the day after the last has its row too: everybody left
      const told = data.filter(({ requests }) => requests > 0);
      expect(told).toHaveLength(expected.length);
      for (const [nth, { day, ...figures }] of expected.entries()) {
        expect(calendar.format(Date.parse(told[nth]?.start ?? "")), day).toBe(day);
        expect(told[nth], day).toMatchObject(figures);
      }
    },
  );

  it("adds nothing when it is loaded again, also when it is moved to now", async () => {
    expect(await run(trace)).toMatchObject({ loaded: 0, duplicates: 26_823, rejected: 0, users: 4_247 });
    expect(await run(trace, "--shift-to-now")).toMatchObject({ loaded: 0, duplicates: 26_823 });
    const { totals } = await report({ source, from: "2024-11-01T00:00:00Z", to: "2025-01-01T00:00:00Z" });
    expect(totals.requests).toBe(26_823);
  });

  it("adds up by model and by week to the same", async () => {
    const { totals } = await report({
      source,
      from: "2024-11-11T00:00:00Z",
      to: "2024-12-16T00:00:00Z",
      interval: "week",
    });
    for (const groupBy of ["model", "source"]) {
      const grouped = await report({
        source,
        groupBy,
        from: "2024-11-11T00:00:00Z",
        to: "2024-12-16T00:00:00Z",
        interval: "week",
      });
      expect(grouped.totals).toEqual(totals);
      expect(grouped.data.reduce((sum, row) => sum + BigInt(row.costMicros), 0n)).toBe(
        BigInt(totals.costMicros),
      );
    }
    const models = await report({
      source,
      groupBy: "model",
      from: "2024-11-01T00:00:00Z",
      to: "2025-01-01T00:00:00Z",
      interval: "month",
    });
    // the publisher counts the 25 requests that name no model as one of its 87
    expect(new Set(models.data.map((row) => row.model)).size).toBe(87);
    expect(
      models.data.filter((row) => row.model === "unknown").reduce((sum, row) => sum + row.requests, 0),
    ).toBe(25);
  });
});

describe.skipIf(!traces.azure)("the Azure trace", () => {
  it("as qwen-plus at 0.40 and 1.20 is USD 13.85, whether the price or the usage comes first, beside list prices", async () => {
    await loadListPrices(finance);
    const trace = traces.azure ?? "";
    expect(await run(trace, "--model", "qwen-plus")).toMatchObject({
      rows: 19_366,
      loaded: 19_366,
      users: 0,
      priced: 0,
      unpriced: 19_366,
    });
    await addPriceOf({
      model: "qwen-plus",
      currency: "USD",
      effectiveFrom: "2023-01-01T00:00:00Z",
      perMillion: { input: "0.40", output: "1.20" },
    });
    expect(await run(trace, "--model", "qwen-plus", "--source", "again")).toMatchObject({
      loaded: 19_366,
      priced: 19_366,
    });
    for (const source of [path.basename(trace), "again"]) {
      const { totals } = await report({ source, from: "2023-11-16T00:00:00Z", to: "2023-11-17T00:00:00Z" });
      expect(totals).toMatchObject({
        requests: 19_366,
        inputTokens: 22_361_870,
        outputTokens: 4_088_665,
        unpricedRequests: 0,
        activeUsers: 0,
      });
      expect(usd(totals.costMicros)).toBe("13.85");
    }
  });

  it.each(["UTC", "Asia/Shanghai", "Asia/Kolkata", "America/New_York", "Pacific/Chatham"])(
    "equals a plain recount of the file, hour by hour, in %s",
    async (zone) => {
      const trace = traces.azure ?? "";
      const clock = new Intl.DateTimeFormat("sv-SE", {
        timeZone: zone,
        dateStyle: "short",
        timeStyle: "short",
      });
      const hourOf = (at: number) => clock.format(at).slice(0, 13);
      const hours = new Map<
        string,
        { requests: number; inputTokens: number; outputTokens: number; micros: number }
      >();
      for (const line of readFileSync(trace, "utf8").trim().split(/\r?\n/).slice(1)) {
        const [time = "", input, output] = line.split(",");
        const hour = hourOf(Date.parse(`${time.replace(" ", "T")}Z`));
        const held = hours.get(hour) ?? { requests: 0, inputTokens: 0, outputTokens: 0, micros: 0 };
        held.requests += 1;
        held.inputTokens += Number(input);
        held.outputTokens += Number(output);
        // tenths of a micro-unit, each event rounded half up
        held.micros += Math.floor((Number(input) * 4 + Number(output) * 12 + 5) / 10);
        hours.set(hour, held);
      }
      const edge = (day: string) => new Date(startOf(day, zone)).toISOString();
      const { data } = await report({
        source: path.basename(trace),
        timeZone: zone,
        interval: "hour",
        from: edge("2023-11-16"),
        to: edge("2023-11-18"),
      });
      expect(data.map(({ start }) => hourOf(Date.parse(start)))).toEqual([...hours.keys()].sort());
      for (const row of data) {
        const { micros, ...figures } = hours.get(hourOf(Date.parse(row.start))) ?? { micros: 0 };
        expect(row, row.start).toMatchObject({ ...figures, costMicros: String(micros) });
      }
    },
  );
});

describe("an import", () => {
  const header = "time,subject,model,inputTokens";

  it("keeps identical rows, each once, and the same file again adds nothing", async () => {
    const row = "2026-11-01T10:00:00Z,u,m,5";
    const at = file([header, row, row, "2026-11-01T10:00:01Z,u,m,5", row].join("\r\n"));
    expect(await run(at)).toMatchObject({ rows: 4, loaded: 4, duplicates: 0, users: 1 });
    expect(await run(at)).toMatchObject({ rows: 4, loaded: 0, duplicates: 4, users: 1 });
    // an overlapping export of the same source: what is in both is counted once
    const more = file([header, row, row, row, row, "2026-11-01T10:00:02Z,v,m,5"].join("\n"));
    expect(await run(more, "--source", path.basename(at))).toMatchObject({
      rows: 5,
      loaded: 2,
      duplicates: 3,
    });
  });

  it("skips bad rows, and writes them with line and reason beside the file, only if there are any", async () => {
    const at = file(
      [
        header,
        "2026-11-01T10:00:00Z,u,m,5",
        "yesterday,u,m,5",
        '"2026-11-01T10:00:00Z","a, b",m,-1',
        "2026-11-01,u",
        "",
      ].join("\n"),
    );
    expect(await run(at)).toMatchObject({ rows: 4, loaded: 1, rejected: 3 });
    expect(readFileSync(`${at}.rejected.csv`, "utf8").trimEnd().split("\n")).toEqual([
      `line,code,reason,${header}`,
      '3,wrong_field,"time: must be a time such as 2026-11-27 10:00:00, not ""yesterday""",yesterday,u,m,5',
      '4,wrong_field,"inputTokens: must be a whole number, 0 or more, not ""-1""",2026-11-01T10:00:00Z,"a, b",m,-1',
      '5,not_an_event,"the row: has 2 fields, the header 4",2026-11-01,u',
    ]);
    writeFileSync(at, [header, "2026-11-01T10:00:00Z,u,m,5"].join("\n"));
    expect(await run(at)).toMatchObject({ loaded: 0, duplicates: 1, rejected: 0 });
    expect(existsSync(`${at}.rejected.csv`)).toBe(false);
  });

  it("fills in model and campaign where a row names none, and takes the file's name as source", async () => {
    const at = file(
      ["time,model,campaign,input_tokens", "2026-11-01 10:00,m,spring,1", "2026-11-01 10:00,,,2"].join("\n"),
    );
    await run(at, "--model", "filled", "--campaign", "autumn");
    const { data } = await report({
      source: path.basename(at),
      groupBy: "model",
      from: "2026-11-01T00:00:00Z",
      to: "2026-11-02T00:00:00Z",
    });
    expect(data.map(({ model, inputTokens }) => [model, inputTokens])).toEqual([
      ["filled", 2],
      ["m", 1],
    ]);
    const campaigns = await report({
      source: path.basename(at),
      groupBy: "campaign",
      from: "2026-11-01T00:00:00Z",
      to: "2026-11-02T00:00:00Z",
    });
    expect(campaigns.data.map(({ campaign }) => campaign)).toEqual(["autumn", "spring"]);
  });

  it("moves by whole weeks so that the last event lies in the week before now", async () => {
    const at = file([header, "2020-01-06T10:00:00Z,u,m,5", "2020-01-08T12:00:00Z,u,m,5"].join("\n"));
    const { from, to } = await run(at, "--shift-to-now");
    const week = 7 * 86_400_000;
    expect((Date.parse(to ?? "") - Date.parse("2020-01-08T12:00:00Z")) % week).toBe(0);
    expect(Date.parse(to ?? "") - Date.parse(from ?? "")).toBe(50 * 3_600_000);
    expect(Date.now() - Date.parse(to ?? "")).toBeLessThan(week);
    expect(Date.now() - Date.parse(to ?? "")).toBeGreaterThanOrEqual(0);
  });

  it("that is dry tells what it would do and writes nothing", async () => {
    const row = "2026-11-03T10:00:00Z,u,m,5";
    const at = file([header, row, row, "x,u,m,5"].join("\n"));
    expect(await run(at, "--dry-run")).toMatchObject({
      rows: 3,
      loaded: 2,
      duplicates: 0,
      rejected: 1,
      users: 1,
    });
    expect(
      (await pool().query("SELECT 1 FROM usage_dimension WHERE source = $1", [path.basename(at)])).rowCount,
    ).toBe(0);
    await run(at);
    expect(await run(at, "--dry-run")).toMatchObject({ loaded: 0, duplicates: 2 });
  });

  it("reads CloudEvents by their own source and id, in an array and a line each", async () => {
    const event = (id: string, more = {}) => ({
      specversion: "1.0",
      id,
      source: `ce-${nth}`,
      type: "sluice.inference",
      time: "2026-11-01T10:00:00Z",
      data: { model: "m" },
      ...more,
    });
    const events = [
      event("1"),
      event("2"),
      event("1"),
      event("3", { type: "sluice.signup", data: {} }),
      event("4", { time: "x" }),
    ];
    expect(await run(file(JSON.stringify(events, null, 2), "events.json"))).toMatchObject({
      rows: 5,
      loaded: 3,
      duplicates: 1,
      rejected: 1,
    });
    expect(
      await run(file(events.map((one) => JSON.stringify(one)).join("\n"), "events.jsonl")),
    ).toMatchObject({ rows: 5, loaded: 0, duplicates: 4, rejected: 1 });
  });

  it("reads several files, a byte order mark and gzip", async () => {
    const { gzipSync } = await import("node:zlib");
    const plain = file(`\uFEFF${header}\n2026-11-01T10:00:00Z,u,m,5\n`);
    const packed = file("", "usage.csv.gz");
    writeFileSync(packed, gzipSync(`${header}\n2026-11-02T10:00:00Z,u,m,5\n`));
    expect(await run(plain, packed)).toMatchObject({
      rows: 2,
      loaded: 2,
      from: "2026-11-01T10:00:00.000Z",
      to: "2026-11-02T10:00:00.000Z",
    });
  });

  it.each([
    ["a file that is not there", ["nowhere.csv"], "nowhere.csv cannot be read: ENOENT."],
    ["no file", [], "Which file?"],
    [
      "a format it does not come in",
      ["FILE", "--format", "cloudevents"],
      "cloudevents is read from JSON; this file looks like CSV.",
    ],
    ["a column that is not there", ["FILE", "--map", "time=when"], "there is no column when."],
    ["a flag it does not know", ["FILE", "--faster"], "--faster is not known here."],
  ])("of %s ends with a sentence and 1", async (_, args, sentence) => {
    const at = file(`${header}\n2026-11-01T10:00:00Z,u,m,5\n`);
    const { code, stdout, stderr } = await runElsewhere(
      "lib/usage/server/import-main.ts",
      args.map((arg) => (arg === "FILE" ? at : arg)),
      database.url,
    );
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain("    at ");
  });
});

/** A file of `rows` rows, of which every hundredth is there twice. */
async function writeLarge(rows: number): Promise<string> {
  nth += 1;
  const at = path.join(folder, `${nth}-large.csv`);
  const out = createWriteStream(at);
  out.write("time,subject,model,inputTokens,outputTokens\n");
  const start = Date.parse("2026-08-01T00:00:00Z");
  for (let row = 0; row < rows; row += 1) {
    const unique = row - (row % 100 === 99 ? 1 : 0);
    const time = new Date(start + unique * 2_000).toISOString();
    if (
      !out.write(
        `${time},user-${(unique * 7919) % 50_000},model-${unique % 4},${unique % 4000},${unique % 900}\n`,
      )
    )
      await once(out, "drain");
  }
  out.end();
  await once(out, "close");
  return at;
}

describe("a large import", () => {
  // so many rows do not fit when they are kept
  it("of 250,000 rows fits into a heap of 96 MB", async () => {
    const at = await writeLarge(250_000);
    let peakKilobytes = 0;
    const { code, stdout, stderr } = await runElsewhere(
      "lib/usage/server/import-main.ts",
      [at, "--json"],
      database.url,
      {
        nodeArgs: ["--max-old-space-size=96"],
        onStart: (child) => {
          const timer = setInterval(() => {
            const status = `/proc/${child.pid}/status`;
            if (existsSync(status))
              peakKilobytes = Number(
                /VmHWM:\s+(\d+)/.exec(readFileSync(status, "utf8"))?.[1] ?? peakKilobytes,
              );
          }, 200);
          child.once("exit", () => clearInterval(timer));
        },
      },
    );
    expect([code, stderr.includes("heap out of memory")]).toEqual([0, false]);
    expect(JSON.parse(stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({
      rows: 250_000,
      loaded: 250_000,
      duplicates: 0,
      users: 49_500,
    });
    expect(peakKilobytes).toBeLessThan(450_000);
  }, 300_000);

  const loadedOf = async (source: string) => {
    const { rows } = await pool().query(
      `SELECT coalesce(sum(requests), 0) AS n FROM usage_rollup r JOIN usage_dimension d ON d.id = r.dimension_id
       WHERE d.source = $1`,
      [source],
    );
    return Number(rows[0].n);
  };
  /** Runs an import of a file and sends it a signal once some of it is loaded. */
  async function runUntil(signal: "SIGINT" | "SIGKILL", at: string) {
    let sent: Promise<unknown> = Promise.resolve();
    const ended = await runElsewhere("lib/usage/server/import-main.ts", [at], database.url, {
      onStart: (child) => {
        const some = waitFor(async () => (await loadedOf(path.basename(at))) > 5_000, {
          timeoutMs: 150_000,
          everyMs: 20,
        });
        sent = some.then(() => child.kill(signal));
        // told by the await below; the child must not outlive it
        sent.catch(() => child.kill("SIGKILL"));
      },
    });
    await sent;
    return ended;
  }

  it("that is interrupted ends cleanly, and goes on when it is run again", async () => {
    const at = await writeLarge(100_000);
    const source = path.basename(at);
    const stopped = await runUntil("SIGINT", at);
    expect(stopped.code).toBe(130);
    expect(stopped.stdout).toContain("stopped; run the same command again to go on");
    const before = await loadedOf(source);
    expect(before).toBeLessThan(100_000);
    expect(await run(at)).toMatchObject({ rows: 100_000, loaded: 100_000 - before, duplicates: before });
    expect(await loadedOf(source)).toBe(100_000);
  }, 240_000);

  it("that is killed loses nothing and counts nothing twice", async () => {
    const at = await writeLarge(40_000);
    await runUntil("SIGKILL", at);
    const { loaded, duplicates } = await run(at);
    expect(loaded + duplicates).toBe(40_000);
    expect(await loadedOf(path.basename(at))).toBe(40_000);
  }, 240_000);
});

describe("occurrences", () => {
  it("are counted exactly also when the table is put away again and again", async () => {
    const occurrences = new Occurrences({ tableBits: 8, filterBits: 10 });
    const expected = new Map<string, number>();
    try {
      for (let batch = 0; batch < 60; batch += 1) {
        const texts = Array.from(
          { length: 50 },
          (_, index) => `row ${(batch * 31 + index * index * 7) % 900}`,
        );
        const counts = await occurrences.count(texts.map(hashText));
        for (const [index, text] of texts.entries()) {
          const count = (expected.get(text) ?? 0) + 1;
          expected.set(text, count);
          expect(counts[index]).toBe(count);
        }
      }
    } finally {
      await occurrences.close();
    }
  });
});
