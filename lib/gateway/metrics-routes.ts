import "server-only";
import { authorize } from "../auth";
import { type ApiRoute, defineRoute } from "../entry";
import { ok } from "../kernel/result";
import { metrics } from "./metrics";

export const metricsRoutes: ApiRoute[] = [
  defineRoute({
    method: "get",
    path: "/api/metrics",
    id: "getMetrics",
    tag: "health",
    summary: "Metrics of this process, as Prometheus text",
    scope: "read",
    answers: { 200: { description: "Prometheus text", contentType: "text/plain" } },
    handle: async ({ actor }) => {
      const may = authorize(actor, "see");
      if (!may.ok) return may;
      const { registry } = metrics();
      return ok({
        status: 200,
        body: await registry.metrics(),
        headers: { "content-type": registry.contentType },
      });
    },
  }),
];
