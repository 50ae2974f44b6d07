import { createHash } from "node:crypto";
import type { ParsedCampaign } from "@/lib/campaigns";
import { codeSymbols, groupCode } from "@/lib/coupons";
import { db, type Tx } from "@/lib/platform/db";
import { type DemoCampaign, demoCampaigns } from "./demo-campaigns";
import { type Random, randomFrom } from "./random";
import type { Story, StoryCoupon, StoryPause } from "./story";

const DAY_MS = 86_400_000;
export type DemoPerson = { id: string; name: string };
export type DemoPeople = Record<"growth" | "finance" | "executive" | "admin", DemoPerson>;

type AuditRow = {
  at: Date;
  by: DemoPerson;
  action: string;
  target: { kind: string; id: string };
  before?: object;
  after?: object;
  reason?: string;
};

/** The same id for the same words, in the form of a UUID. */
function idOf(...words: string[]): string {
  const hex = createHash("sha256").update(words.join("\0")).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function codeOf(random: Random, prefix: string): string {
  const symbols = Array.from(
    { length: 12 },
    () => codeSymbols[Math.floor(random() * codeSymbols.length)],
  ).join("");
  return `${prefix}-${groupCode(symbols)}`;
}

/** What a redemption of `amount` minor units is worth; null when the discount is no money. */
function discountOf({ discount }: DemoCampaign["input"], amount: number): number | null {
  if (discount.kind === "amount_off") return Math.min(discount.value, amount);
  if (discount.kind !== "percent_off") return null;
  return Math.min(Math.floor((amount * discount.value + 50) / 100), discount.maxAmount ?? amount);
}

function heldBy({ discount }: DemoCampaign["input"]): number {
  if (discount.kind === "amount_off") return discount.value;
  return discount.kind === "percent_off" ? (discount.maxAmount ?? 0) : 0;
}

function inBatches<T>(all: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, nth) =>
    all.slice(nth * size, (nth + 1) * size),
  );
}

/** Coupons and redemptions of one campaign as rows, and what they come to. */
function toCouponRows(campaign: DemoCampaign, coupons: StoryCoupon[], now: Date) {
  const random = randomFrom(campaign.input.key.length * 7_919 + coupons.length);
  const validMs = (campaign.input.couponValidHours ?? 0) * 3_600_000;
  const campaignId = idOf("campaign", campaign.input.key);
  let spent = 0;
  let open = 0;
  let expired = 0;
  const redemptions: Parameters<Tx["redemption"]["createMany"]>[0] = { data: [] };
  const rows = coupons.map((coupon, nth) => {
    const id = idOf("coupon", campaign.input.key, coupon.subject);
    const expiresAt = validMs ? new Date(coupon.issuedAt.getTime() + validMs) : null;
    const redeemedAt =
      coupon.redeemedAt && (!expiresAt || coupon.redeemedAt < expiresAt) ? coupon.redeemedAt : null;
    const isExpired = !redeemedAt && expiresAt !== null && expiresAt <= now;
    const held = redeemedAt || isExpired ? 0 : heldBy(campaign.input);
    open += held;
    if (isExpired) expired += 1;
    if (redeemedAt) {
      const amount = coupon.amount ?? 6_800;
      const discountAmount = discountOf(campaign.input, amount);
      spent += discountAmount ?? 0;
      (redemptions.data as object[]).push({
        id: idOf("redemption", id),
        couponId: id,
        campaignId,
        subject: coupon.subject,
        orderId: `ord_${(20_000 + nth * 7).toString()}`,
        amount,
        currency: "CNY",
        discountAmount,
        redeemedAt,
      });
    }
    return {
      id,
      campaignId,
      code: codeOf(random, campaign.input.codePrefix ?? ""),
      subject: coupon.subject,
      status: redeemedAt ? "redeemed" : isExpired ? "expired" : "issued",
      discountHeld: held,
      issuedAt: coupon.issuedAt,
      expiresAt,
      redeemedAt,
    };
  });
  return { rows, redemptions, spent, open, expired };
}

function campaignAudit(campaign: DemoCampaign, at: (day: number) => Date, people: DemoPeople): AuditRow[] {
  const target = { kind: "campaign", id: campaign.input.key };
  const rows: AuditRow[] = [
    {
      at: at(campaign.createdDay),
      by: people.growth,
      action: "campaign.created",
      target,
      after: campaign.input,
    },
  ];
  const add = (
    day: number | undefined,
    by: DemoPerson,
    action: string,
    before: object,
    after: object,
    reason?: string,
  ) =>
    day !== undefined &&
    rows.push({ at: at(day), by, action, target, before, after, ...(reason ? { reason } : {}) });
  if (campaign.status === "scheduled")
    add(
      campaign.createdDay + 0.01,
      people.growth,
      "campaign.scheduled",
      { status: "draft" },
      { status: "scheduled" },
    );
  add(campaign.launchedDay, people.growth, "campaign.launched", { status: "draft" }, { status: "active" });
  add(
    campaign.pausedDay,
    people.finance,
    "campaign.paused",
    { status: "active" },
    { status: "paused" },
    campaign.pauseReason,
  );
  add(campaign.endedDay, people.growth, "campaign.ended", { status: "active" }, { status: "ended" });
  add(campaign.archivedDay, people.growth, "campaign.archived", { status: "ended" }, { status: "archived" });
  return rows;
}

async function writeCampaign(tx: Tx, campaign: DemoCampaign, story: Story, people: DemoPeople, now: Date) {
  const at = (day: number) => new Date(story.start.getTime() + day * DAY_MS);
  const when = (day: number | undefined) => (day === undefined ? null : at(day));
  const { discount, limits = {}, ...input } = campaign.input as ParsedCampaign;
  const own = story.coupons.filter(({ campaign: key }) => key === input.key);
  const { rows, redemptions, spent, open, expired } = toCouponRows(campaign, own, now);
  const moves = campaignAudit(campaign, at, people).length;
  const id = idOf("campaign", input.key);
  const firstLive =
    campaign.launchedDay ?? (campaign.status === "scheduled" ? campaign.createdDay : undefined);
  await tx.campaign.create({
    data: {
      id,
      key: input.key,
      name: input.name,
      description: input.description ?? null,
      status: campaign.status,
      issuance: campaign.status === "paused" ? "paused" : "on",
      discountKind: discount.kind,
      discountValue: discount.value,
      discountCurrency: discount.currency ?? null,
      discountMaxAmount: discount.maxAmount ?? null,
      limitCoupons: limits.coupons ?? null,
      limitPerSubject: limits.perSubject ?? null,
      limitDiscount: limits.discount ?? null,
      couponValidHours: input.couponValidHours ?? null,
      codePrefix: input.codePrefix ?? "",
      timeZone: input.timeZone ?? null,
      startsAt: when(campaign.startsDay),
      endsAt: when(campaign.endsDay),
      issued: rows.length,
      redeemed: (redemptions.data as object[]).length,
      expired,
      discountSpent: spent,
      discountOpen: open,
      firstLiveAt: when(firstLive),
      launchedAt: when(campaign.launchedDay),
      endedAt: when(campaign.endedDay),
      archivedAt: when(campaign.archivedDay),
      ...(campaign.pausedDay === undefined
        ? {}
        : {
            pausedAt: at(campaign.pausedDay),
            pausedByKind: "person",
            pausedById: people.finance.id,
            pausedByName: people.finance.name,
            pauseReason: campaign.pauseReason ?? null,
          }),
      revision: moves,
      createdBy: people.growth.name,
      createdAt: at(campaign.createdDay),
      updatedAt: at(campaign.archivedDay ?? campaign.endedDay ?? campaign.pausedDay ?? campaign.createdDay),
    },
  });
  for (const batch of inBatches(rows, 1_000)) await tx.coupon.createMany({ data: batch });
  await tx.redemption.createMany(redemptions);
  for (const batch of inBatches(rows, 1_000)) {
    await tx.couponSubject.createMany({
      data: batch.map(({ campaignId, subject }) => ({ campaignId, subject, issued: 1 })),
    });
  }
  if (campaign.pausedDay !== undefined) {
    const last = rows.at(-1);
    await tx.pause.create({
      data: {
        id: idOf("pause", input.key),
        campaignId: id,
        version: 1,
        pausedAt: at(campaign.pausedDay),
        pausedByKind: "person",
        pausedById: people.finance.id,
        pausedByName: people.finance.name,
        reason: campaign.pauseReason ?? null,
        lastCouponId: last?.id ?? null,
        lastCouponAt: last?.issuedAt ?? null,
      },
    });
  }
}

function pauseAudit(pause: StoryPause, people: DemoPeople): AuditRow[] {
  const target = { kind: "switch", id: "promotions" };
  const on = { issuance: "on", redemption: "on" };
  const paused = { issuance: "paused", redemption: "on", reason: pause.reason, message: pause.message };
  return [
    {
      at: pause.from,
      by: people[pause.by],
      action: "switch.paused",
      target,
      before: on,
      after: paused,
      reason: pause.reason,
    },
    {
      at: pause.to,
      by: people[pause.resumedBy],
      action: "switch.resumed",
      target,
      before: paused,
      after: on,
    },
  ];
}

async function writePause(tx: Tx, pause: StoryPause, story: Story, people: DemoPeople): Promise<void> {
  const last = story.coupons.filter(({ issuedAt }) => issuedAt < pause.from).at(-1);
  const by = people[pause.by];
  const resumedBy = people[pause.resumedBy];
  await tx.pause.create({
    data: {
      id: idOf("pause", pause.from.toISOString()),
      version: 1,
      pausedAt: pause.from,
      pausedByKind: "person",
      pausedById: by.id,
      pausedByName: by.name,
      reason: pause.reason,
      message: pause.message,
      lastCouponId: last ? idOf("coupon", last.campaign, last.subject) : null,
      lastCouponAt: last?.issuedAt ?? null,
      resumedAt: pause.to,
      resumedByKind: "person",
      resumedById: resumedBy.id,
      resumedByName: resumedBy.name,
    },
  });
}

/** Campaigns in every state with their coupons, the pauses, and the audit of all of it, in one transaction. */
export async function writeHistory(story: Story, people: DemoPeople, now: Date): Promise<void> {
  const at = (day: number) => new Date(story.start.getTime() + day * DAY_MS);
  const audit = [
    ...demoCampaigns.flatMap((campaign) => campaignAudit(campaign, at, people)),
    ...story.pauses.flatMap((pause) => pauseAudit(pause, people)),
  ]
    .filter((row) => row.at <= now)
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  await db().$transaction(
    async (tx) => {
      for (const campaign of demoCampaigns) await writeCampaign(tx, campaign, story, people, now);
      for (const pause of story.pauses) await writePause(tx, pause, story, people);
      await tx.auditEntry.createMany({
        data: audit.map(({ at: moment, by, action, target, before, after, reason }) => ({
          at: moment,
          actorKind: "person",
          actorId: by.id,
          actorName: by.name,
          action,
          targetKind: target.kind,
          targetId: target.id,
          ...(before ? { before } : {}),
          ...(after ? { after } : {}),
          reason: reason ?? null,
        })),
      });
    },
    { maxWait: 5_000, timeout: 60_000 },
  );
}
