import "server-only";
import { Hono } from "hono";
import { type ApiRoute, answerHeaders, corsAllow, corsHeaders, type LaneBindings, runRoute } from "../entry";
import { toProblem } from "../kernel/problem";
import { metrics } from "./metrics";
import { apiRoutes } from "./routes";

type Env = { Bindings: LaneBindings };

/** A problem that stands before any route. */
export function problemResponse(
  code: "not_found" | "method_not_allowed" | "unavailable",
  detail: string,
  request: Request,
  headers: Record<string, string> = {},
): Response {
  const problem = toProblem({ code, detail }, new URL(request.url).pathname);
  return new Response(JSON.stringify(problem.body), {
    status: problem.status,
    headers: {
      ...answerHeaders(request.headers),
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...headers,
    },
  });
}

/** `/a/{key}/b` → `/a/:key/b` */
function toHonoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}

/** The one machine API, mounted by the gateway process and by Next. A known path with another method is 405. */
export function createMachineApi(routes: ApiRoute[] = apiRoutes): Hono<Env> {
  const app = new Hono<Env>();
  const byPath = groupByPath(routes);
  for (const [path, group] of byPath) {
    const at = toHonoPath(path);
    for (const route of group) {
      app.on(route.method.toUpperCase(), at, async (c) => {
        const end = metrics().seconds.startTimer({ route: route.id });
        const response = await runRoute(
          route,
          c.req.raw,
          c.req.param() as Record<string, string>,
          c.env ?? {},
        );
        end();
        metrics().requests.inc({ route: route.id, status: response.status });
        return response;
      });
    }
    const allow = [...new Set(group.map((route) => route.method.toUpperCase()))];
    if (group.some((route) => route.cors)) {
      app.options(
        at,
        (c) =>
          new Response(null, {
            status: 204,
            headers: {
              ...answerHeaders(c.req.raw.headers),
              ...corsHeaders(c.req.header("origin") ?? null, null),
              ...corsAllow,
            },
          }),
      );
    }
    app.all(at, (c) =>
      problemResponse("method_not_allowed", `Here you may ${allow.join(" or ")}.`, c.req.raw, {
        allow: allow.join(", "),
      }),
    );
  }
  app.notFound((c) =>
    problemResponse(
      "not_found",
      "There is nothing at this address. See /api/openapi.json for what there is.",
      c.req.raw,
    ),
  );
  return app;
}

// Map.groupBy came with Node 21
function groupByPath(routes: ApiRoute[]): Map<string, ApiRoute[]> {
  const groups = new Map<string, ApiRoute[]>();
  for (const route of routes) groups.set(route.path, [...(groups.get(route.path) ?? []), route]);
  return groups;
}
