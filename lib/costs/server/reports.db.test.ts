import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { unwrap } from "../../../e2e/fixtures/coupons";
import { startSmtpServer } from "../../../e2e/fixtures/smtp-server";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import { inferenceEvent } from "../../../e2e/fixtures/usage-events";
import { listAuditEntries } from "../../audit/server";
import type { Actor, Role } from "../../auth";
import { closeDatabase, useDatabase } from "../../platform/db";
import { recordUsage } from "../../usage/server";
import { scheduledReportForm } from "../scheduled-report";
import { changeScheduledReport, createScheduledReport, listScheduledReports, sendDueReports } from ".";

const person = (role: Role): Actor => ({
  kind: "person",
  id: role,
  name: role,
  email: `${role}@x.test`,
  role,
});
const finance = person("finance");
const input = (name: string) =>
  scheduledReportForm.parse({
    name,
    cadence: "week",
    weekday: "1",
    hour: "8",
    recipients: "a@example.com b@example.com",
    rangeDays: "7",
    groupBy: "model",
  });
const WEDNESDAY = new Date("2026-11-25T10:00:00Z");
const MONDAY = new Date("2026-11-30T08:00:01Z");

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase("reports");
  await useDatabase(database.url);
  await recordUsage([
    inferenceEvent({
      at: "2026-11-28T10:00:00Z",
      model: "<b>&plus",
      cost: { micros: 12_345_678n, currency: "USD" },
    }),
  ]);
});
afterAll(async () => {
  await closeDatabase();
  await database?.drop();
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function withMail(options: { refuse?: number } = {}) {
  const server = await startSmtpServer(options);
  vi.stubEnv("SMTP_URL", server.url);
  vi.stubEnv("MAIL_FROM", "sluice@example.com");
  return server;
}
const only = async (name: string) =>
  unwrap(await listScheduledReports(finance)).find((report) => report.name === name);
const remove = async (name: string) => {
  const report = await only(name);
  if (report) unwrap(await changeScheduledReport(finance, { id: report.id, act: "delete" }));
};

describe("reports by e-mail", () => {
  it("are set up by finance and audited; who only sees them sees no addresses", async () => {
    expect(await createScheduledReport(person("growth"), input("No"))).toMatchObject({ ok: false });
    const report = unwrap(await createScheduledReport(finance, input("Week"), WEDNESDAY));
    expect(report).toMatchObject({
      nextAt: "2026-11-30T08:00:00.000Z",
      recipients: ["a@example.com", "b@example.com"],
    });
    expect(unwrap(await listScheduledReports(person("executive")))[0]?.recipients).toBeNull();
    const { data } = unwrap(
      await listAuditEntries(finance, { filter: { action: "report.created" }, limit: 5 }),
    );
    expect(data).toMatchObject([{ target: { kind: "report", id: report.id } }]);
    await remove("Week");
  });

  it("go out once however many workers find them due, with figures, table, link and CSV", async () => {
    unwrap(await createScheduledReport(finance, input("Once"), WEDNESDAY));
    const server = await withMail();
    try {
      expect(await sendDueReports(WEDNESDAY)).toBe(0);
      const sent = await Promise.all([1, 2, 3].map(() => sendDueReports(MONDAY)));
      expect(sent.reduce((all, one) => all + one, 0)).toBe(1);
      expect(server.mails).toHaveLength(1);
      const [mail] = server.mails;
      expect(mail?.from).toBe("sluice@example.com");
      expect(mail?.to).toEqual(["a@example.com", "b@example.com"]);
      expect(mail?.data).toContain("Subject: Once: USD 12.35");
      const plain = (mail?.data ?? "").replaceAll("=\r\n", "");
      expect(plain).toContain("Forecast for November");
      expect(plain).toContain("costs.csv");
      expect(plain).not.toContain("<b>&plus</b>");
      expect(await only("Once")).toMatchObject({
        lastSentAt: MONDAY.toISOString(),
        nextAt: "2026-12-07T08:00:00.000Z",
        lastError: null,
      });
    } finally {
      await server.stop();
      await remove("Once");
    }
  });

  it("say why they could not be sent, are tried again later, and then go out", async () => {
    unwrap(await createScheduledReport(finance, input("Again"), WEDNESDAY));
    const server = await withMail({ refuse: 1 });
    try {
      expect(await sendDueReports(MONDAY)).toBe(0);
      expect(await only("Again")).toMatchObject({
        attempts: 1,
        lastError: expect.stringContaining("come back later"),
        nextAt: new Date(MONDAY.getTime() + 60_000).toISOString(),
      });
      expect(await sendDueReports(new Date(MONDAY.getTime() + 61_000))).toBe(1);
      expect(await only("Again")).toMatchObject({ attempts: 0, lastError: null });
    } finally {
      await server.stop();
      await remove("Again");
    }
  });

  it("wait while they are paused or nothing is configured, and go out at once when asked", async () => {
    const { id } = unwrap(await createScheduledReport(finance, input("Later"), WEDNESDAY));
    expect(await sendDueReports(MONDAY)).toBe(0);
    unwrap(await changeScheduledReport(finance, { id, act: "pause" }));
    const server = await withMail();
    try {
      expect(await sendDueReports(MONDAY)).toBe(0);
      unwrap(await changeScheduledReport(finance, { id, act: "send" }, WEDNESDAY));
      expect(await sendDueReports(MONDAY)).toBe(1);
      expect(await only("Later")).toMatchObject({ paused: true, nextAt: null });
    } finally {
      await server.stop();
      await remove("Later");
    }
  });
});
