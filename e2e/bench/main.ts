import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import pg from "pg";
import { createTestDatabase } from "../fixtures/test-database";
import type { Bench, BenchResult } from "./bench";
import { codes } from "./codes";
import { coupons } from "./coupons";
import { dashboard } from "./dashboard";
import { flags } from "./flags";
import { fuzz } from "./fuzz";
import { issue } from "./issue";
import { pause } from "./pause";
import { streams } from "./streams";
import { usage } from "./usage";

const benches: Record<string, Bench> = {
  codes,
  coupons,
  dashboard,
  flags,
  fuzz,
  issue,
  pause,
  streams,
  usage,
};

function readArguments(given: string[]): { names: string[]; json: string | undefined } {
  const names: string[] = [];
  let json: string | undefined;
  for (let at = 0; at < given.length; at += 1) {
    const one = given[at] ?? "";
    if (one === "--json") {
      json = given[at + 1];
      at += 1;
      if (!json) throw new Error("--json needs a file.");
    } else if (Object.hasOwn(benches, one)) names.push(one);
    else throw new Error(`There is no benchmark ${one}. There are: ${Object.keys(benches).join(", ")}.`);
  }
  return { names: names.length ? names : Object.keys(benches), json };
}

const say = (text: string) => process.stderr.write(`${text}\n`);
const number = (value: number) => new Intl.NumberFormat("en", { maximumSignificantDigits: 4 }).format(value);

async function postgresVersion(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query("SHOW server_version")).rows[0].server_version;
  } finally {
    await client.end();
  }
}

const { names, json } = readArguments(process.argv.slice(2));
const results: BenchResult[] = [];
let postgres = "";
for (const name of names) {
  say(`\n— ${name}`);
  const database = await createTestDatabase(`bench_${name}`);
  try {
    postgres ||= await postgresVersion(database.url);
    for (const result of (await benches[name]?.({ url: database.url, say })) ?? []) {
      results.push(result);
      const verdict = result.ok ? "ok" : "NOT OK";
      process.stdout.write(
        `${result.name}: ${number(result.value)} ${result.unit} · ${result.yardstick}: ${number(result.yardstickValue)} · ratio ${number(result.ratio)} · must ${result.must}: ${verdict}\n`,
      );
    }
  } finally {
    await database.drop();
  }
}
if (json) {
  const node = execFileSync(process.execPath, ["--version"], { encoding: "utf8" }).trim();
  writeFileSync(
    json,
    `${JSON.stringify({ at: new Date().toISOString(), node, postgres, results }, null, 2)}\n`,
  );
}
process.exit(results.every(({ ok }) => ok) ? 0 : 1);
