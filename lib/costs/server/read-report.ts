import "server-only";
import type { Actor } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { readEnv } from "../../platform/env";
import { type ReportContent, toReportContent, toReportCsv } from "../report-content";
import type { ScheduledReport } from "../scheduled-report";
import { type AskedView, rangeDays } from "../view";
import { toViewUrl } from "../view-url";
import { getAnomalies } from "./get-anomalies";
import { getCostsReport } from "./get-costs-report";
import { reportingZone } from "./scope";

export type ReadReport = { content: ReportContent; csv: string; path: string; link: string };

/** What a report says now, and the address of the very view. */
export async function readReport(
  actor: Actor,
  {
    name,
    rangeDays: days,
    source,
    groupBy,
  }: Pick<ScheduledReport, "name" | "rangeDays" | "source" | "groupBy">,
  now: Date = new Date(),
): Promise<Result<ReadReport>> {
  const range = rangeDays.find((one) => one === days) ?? 7;
  const asked: AskedView = {
    range: String(range) as AskedView["range"],
    groupBy,
    ...(source ? { source } : {}),
  };
  const costs = await getCostsReport(actor, asked, now);
  if (!costs.ok) return costs;
  const anomalies = await getAnomalies(actor, asked, now).catch(() => null);
  const { from, to } = costs.value.about.view;
  const path = toViewUrl("/costs", { from, to, groupBy, source }, reportingZone());
  const { AUTH_URL, HOST, PORT } = readEnv("AUTH_URL", "HOST", "PORT");
  return ok({
    content: toReportContent(name, costs.value, anomalies?.ok ? anomalies.value : null),
    csv: toReportCsv(costs.value),
    path,
    link: new URL(path, AUTH_URL ?? `http://${HOST}:${PORT}`).href,
  });
}
