import type { Actor, Role } from "@/lib/auth";
import { scopes } from "@/lib/auth";
import { setMonthlyBudget } from "@/lib/costs/server";
import { createApiKey, createPerson, DEMO_SETTINGS } from "@/lib/members/server";
import { closeDatabase, db } from "@/lib/platform/db";
import { readEnv } from "@/lib/platform/env";
import {
  addExchangeRate,
  DEMO_SOURCE,
  loadListPrices,
  recordUsage,
  reportingCurrency,
  settleUsage,
} from "@/lib/usage/server";
import { CHAT_CAMPAIGN, demoCampaigns, toStoryCampaigns } from "./demo-campaigns";
import { type DemoPeople, writeHistory } from "./demo-history";
import { type Story, type StoryEvent, tellStory } from "./story";

const start: Actor = { kind: "system", id: "start", name: "Sluice" };
const UNFINISHED = "seed.unfinished";
const EVENTS_A_CALL = 5_000;

const say = (text: string) => process.stderr.write(`${text}\n`);

async function must<T>(
  result: Promise<{ ok: true; value: T } | { ok: false; error: { detail: string; errors?: unknown } }>,
) {
  const done = await result;
  if (!done.ok) throw new Error(`${done.error.detail} ${JSON.stringify(done.error.errors ?? "")}`);
  return done.value;
}

async function setSetting(key: string, value: string): Promise<void> {
  await db().setting.upsert({ where: { key }, create: { key, value }, update: { value } });
}

/** After an interrupted loading: everything that it wrote goes, so that the next one begins with nothing. */
async function clearInterrupted(): Promise<void> {
  const unfinished = await db().setting.findUnique({ where: { key: UNFINISHED } });
  if (!unfinished) return;
  say("The first loading was interrupted: beginning it again.");
  await db().$executeRawUnsafe(`
    TRUNCATE audit_entry, redemption, coupon, coupon_minute, coupon_subject, pause, campaign, api_key,
      rotated_secret, person, session, recovery_code, person_link, setting,
      usage_event, usage_event_key, usage_rollup, usage_presence, usage_signup, usage_dimension, usage_subject, usage_settlement,
      price, exchange_rate`);
}

const names: Record<Role, string> = {
  growth: "Gao Min, growth",
  finance: "Fei Lin, finance",
  executive: "Elena Xu, executive",
  admin: "Adam Wei, admin",
};

async function makePeople(password: string): Promise<DemoPeople> {
  const people = {} as DemoPeople;
  for (const role of ["growth", "finance", "executive", "admin"] as const) {
    const person = await must(
      createPerson(start, { email: `${role}@sluice.test`, name: names[role], role, password }),
    );
    people[role] = { id: person.id, name: person.name };
  }
  return people;
}

async function makeKeys(demoKey: string): Promise<void> {
  await must(createApiKey(start, { name: "Demo key", scopes: [...scopes], key: demoKey }));
  const client = await must(createApiKey(start, { name: "Sample chatbot, browser", scopes: ["flags:read"] }));
  await setSetting(DEMO_SETTINGS.clientKey, client.key);
  await setSetting(DEMO_SETTINGS.chatCampaign, CHAT_CAMPAIGN);
  await setSetting(DEMO_SETTINGS.chatbot, "on");
}

function toUsageEvent(event: StoryEvent) {
  return {
    kind: "inference" as const,
    source: DEMO_SOURCE,
    id: event.id,
    atMicros: event.at.getTime() * 1_000,
    subject: event.subject,
    model: event.model,
    provider: "dashscope",
    region: event.region,
    campaign: event.campaign ?? "",
    serviceTier: "",
    requests: 1,
    inputTokens: event.inputTokens,
    outputTokens: event.outputTokens,
    cachedInputTokens: event.cachedInputTokens,
    reasoningTokens: 0,
    gpuNanos: 0n,
    cost: null,
  };
}

async function writeUsage(story: Story): Promise<void> {
  for (let at = 0; at < story.events.length; at += EVENTS_A_CALL) {
    await recordUsage(story.events.slice(at, at + EVENTS_A_CALL).map(toUsageEvent));
    if (process.stderr.isTTY)
      process.stderr.write(
        `\rUsage events: ${Math.min(at + EVENTS_A_CALL, story.events.length)} of ${story.events.length}`,
      );
  }
  if (process.stderr.isTTY) process.stderr.write("\n");
}

/** Round rates for the demo's two currencies (its list prices are in USD, its coupons in CNY); others are left unconverted. */
const demoRates: Record<string, Record<string, string>> = {
  USD: { CNY: "0.1389" },
  CNY: { USD: "7.20" },
  EUR: { USD: "0.86", CNY: "0.1194" },
};

async function setDemoRates(finance: Actor, from: Date): Promise<void> {
  const effectiveFrom = from.toISOString().slice(0, 10);
  for (const [currency, rate] of Object.entries(demoRates[await reportingCurrency()] ?? {})) {
    await must(addExchangeRate(finance, { currency, rate, effectiveFrom }));
  }
}

/** A month's budget that the campaign nearly uses up, from the month in which the story begins on. */
async function setDemoBudgets(finance: Actor, story: Story): Promise<void> {
  const month = story.start.toISOString().slice(0, 7);
  const rate = Number(demoRates[await reportingCurrency()]?.USD ?? "1");
  const budget = (240 * rate).toFixed(2);
  await must(
    setMonthlyBudget(finance, { month, budget, userTarget: (5 * rate).toFixed(2), reason: "Autumn plan" }),
  );
}

async function hasOwnData(): Promise<boolean> {
  const [usage, campaigns] = await Promise.all([db().usageDimension.count(), db().campaign.count()]);
  return usage + campaigns > 0;
}

async function loadDemo(): Promise<void> {
  const { DEMO_PASSWORD, DEMO_API_KEY } = readEnv("DEMO_PASSWORD", "DEMO_API_KEY");
  if (!DEMO_PASSWORD || !DEMO_API_KEY)
    throw new Error("DEMO_PASSWORD and DEMO_API_KEY are set by npm run up.");
  const own = await hasOwnData();
  await setSetting(UNFINISHED, "demo");
  const people = await makePeople(DEMO_PASSWORD);
  await makeKeys(DEMO_API_KEY);
  await must(loadListPrices(start));
  if (own) say("The database holds usage or campaigns already: only people, keys and list prices are added.");
  else {
    const now = new Date();
    const story = tellStory(now, toStoryCampaigns(demoCampaigns));
    const finance: Actor = {
      kind: "person",
      ...people.finance,
      email: "finance@sluice.test",
      role: "finance",
    };
    await setDemoRates(finance, story.start);
    await writeHistory(story, people, now);
    await writeUsage(story);
    await setDemoBudgets(finance, story);
  }
  await settleUsage({ forMs: 60_000 });
  await db().setting.delete({ where: { key: UNFINISHED } });
}

async function makeFirstAdmin(): Promise<void> {
  const { ADMIN_EMAIL, ADMIN_PASSWORD } = readEnv("ADMIN_EMAIL", "ADMIN_PASSWORD");
  if (!ADMIN_EMAIL || !ADMIN_PASSWORD)
    throw new Error("ADMIN_EMAIL and ADMIN_PASSWORD make the first admin: set both.");
  await must(
    createPerson(start, {
      email: ADMIN_EMAIL,
      name: "Administrator",
      role: "admin",
      password: ADMIN_PASSWORD,
    }),
  );
  await must(loadListPrices(start));
  await settleUsage({ forMs: 60_000 });
}

/** Loads the demo, or makes the first admin, into a database that nobody can sign in to yet. */
async function main(): Promise<void> {
  await clearInterrupted();
  if (await db().person.count()) return;
  if (readEnv("DEMO").DEMO) await loadDemo();
  else await makeFirstAdmin();
}

main()
  .catch((error) => {
    process.exitCode = 1;
    say(error?.stack ?? String(error));
  })
  .finally(closeDatabase);
