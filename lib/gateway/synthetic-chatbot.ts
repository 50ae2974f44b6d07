import "server-only";
import { randomBytes, randomUUID } from "node:crypto";
import { getDemoChatbot, getDemoChatCampaign } from "../members/server";
import { gatewayPort, readEnv } from "../platform/env";

/** About two events a second, and no more than two hours of them in one run of the worker. */
const TICK_MS = 1_000;
const EVENTS_A_TICK = 2;
const MOST_EVENTS = 14_400;
/** Its switch and its flag are looked at this often. */
const LOOK_MS = 2_000;
/** Newcomers a minute while coupons are offered, and while they are not. */
const ARRIVALS = { offered: 8, not: 3 };
const CLAIMS = 0.7;
const REDEEMS = 0.3;
const POOL = 120;

const models = ["qwen-turbo", "qwen-plus", "qwen-plus", "qwen3.7-max"] as const;
const regions = ["cn-shanghai", "cn-shanghai", "cn-beijing", "ap-southeast-1"] as const;

type User = { subject: string; region: string; campaign: string | null };

function oneOf<T>(choices: readonly [T, ...T[]] | readonly T[]): T {
  return choices[Math.floor(Math.random() * choices.length)] as T;
}

/** Log-normal around `mean`, as sizes of requests are. */
function size(mean: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  return Math.max(5, Math.round(mean * Math.exp(0.6 * normal - 0.18)));
}

/** fetch tells what happened to its connection as the cause. */
const isRefused = (error: unknown) =>
  error instanceof TypeError && (error.cause as { code?: string } | undefined)?.code === "ECONNREFUSED";

/**
 * The demo's traffic: a chatbot backend that knows Sluice only through its API. It reads the flag, claims and redeems
 * coupons and sends usage, all under the source `demo`. Bounded, and off when its setting says so.
 */
export class SyntheticChatbot {
  private users: User[] = [];
  private toRedeem: { code: string; subject: string; at: number }[] = [];
  private sent = 0;
  private on = false;
  private offered = false;
  private campaign = "";
  private lookAgainAt = 0;
  /** The gateway answered once. */
  private wasIn = false;

  private async ask(path: string, body: unknown, type = "application/json"): Promise<Response> {
    const { DEMO_API_KEY, HOST } = readEnv("DEMO_API_KEY", "HOST");
    const host = HOST === "0.0.0.0" || HOST === "::" ? "127.0.0.1" : HOST;
    const answer = await fetch(`http://${host.includes(":") ? `[${host}]` : host}:${gatewayPort()}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${DEMO_API_KEY}`, "content-type": type },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(3_000),
    });
    this.wasIn = true;
    return answer;
  }

  private async look(): Promise<void> {
    if (Date.now() < this.lookAgainAt) return;
    this.lookAgainAt = Date.now() + LOOK_MS;
    this.on = (await getDemoChatbot()) === "on" && this.sent < MOST_EVENTS;
    if (!this.on) return;
    this.campaign = (await getDemoChatCampaign()) ?? "";
    const answer = await this.ask(`/ofrep/v1/evaluate/flags/promotion-${this.campaign}`, { context: {} });
    this.offered = answer.ok && (await answer.json()).value === true;
  }

  private async arrive(): Promise<void> {
    const perMinute = this.offered ? ARRIVALS.offered : ARRIVALS.not;
    if (this.users.length > 0 && Math.random() > (perMinute * TICK_MS) / 60_000) return;
    const user: User = {
      subject: `s_${randomBytes(5).toString("hex")}`,
      region: oneOf(regions),
      campaign: null,
    };
    this.users.push(user);
    if (this.users.length > POOL) this.users.shift();
    if (!this.offered || Math.random() >= CLAIMS) return;
    const answer = await this.ask(`/api/v1/campaigns/${this.campaign}/coupons`, { subject: user.subject });
    if (answer.status !== 201) return;
    user.campaign = this.campaign;
    const { code } = await answer.json();
    if (Math.random() < REDEEMS) {
      this.toRedeem.push({ code, subject: user.subject, at: Date.now() + 20_000 + Math.random() * 240_000 });
    }
  }

  private async redeem(): Promise<void> {
    const due = this.toRedeem.filter(({ at }) => at <= Date.now());
    this.toRedeem = this.toRedeem.filter(({ at }) => at > Date.now());
    for (const { code, subject } of due) {
      await this.ask(`/api/v1/coupons/${encodeURIComponent(code)}/redemptions`, {
        subject,
        orderId: `ord_${randomBytes(4).toString("hex")}`,
        amount: 6_800 + Math.floor(Math.random() * 60) * 100,
        currency: "CNY",
      });
    }
  }

  private async chat(): Promise<void> {
    const events = Array.from({ length: EVENTS_A_TICK }, () => {
      const user = oneOf(this.users);
      const inputTokens = size(1_150);
      return {
        specversion: "1.0",
        id: randomUUID(),
        source: "demo",
        type: "sluice.inference",
        subject: user.subject,
        time: new Date().toISOString(),
        data: {
          model: oneOf(models),
          provider: "dashscope",
          region: user.region,
          inputTokens,
          outputTokens: size(210),
          cachedInputTokens: Math.random() < 0.3 ? Math.floor(inputTokens * 0.5) : 0,
          ...(user.campaign ? { campaign: user.campaign } : {}),
        },
      };
    });
    const answer = await this.ask("/api/v1/events", events, "application/cloudevents-batch+json");
    if (answer.ok) this.sent += EVENTS_A_TICK;
  }

  /** One second of its life. Throws when Sluice cannot be reached any more; then it tries again. */
  async live(): Promise<void> {
    try {
      await this.look();
      if (!this.on) return;
      await this.arrive();
      await this.redeem();
      await this.chat();
    } catch (error) {
      // the worker starts beside the gateway: who comes before the doors open waits
      if (this.wasIn || !isRefused(error)) throw error;
    }
  }
}

export const SYNTHETIC_TICK_MS = TICK_MS;
