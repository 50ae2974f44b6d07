import "server-only";
import { z } from "zod";
import { type ApiRoute, defineRoute } from "../entry";
import { ok } from "../kernel/result";
import { savedViewSchema } from "./saved-view";
import * as commands from "./server";

/** Saved views, for ⌘K and whoever links to them. */
export const savedViewRoutes: ApiRoute[] = [
  defineRoute({
    method: "get",
    path: "/api/v1/saved-views",
    id: "listSavedViews",
    tag: "costs",
    summary:
      "Views of pages saved under a name: one's own, and those shared with everybody; a key sees the shared ones",
    scope: "read",
    query: z.strictObject({}),
    answers: {
      200: {
        description: "At most 400: one's own first, then the shared ones, each by page and name",
        schema: z.object({ data: z.array(savedViewSchema) }),
      },
    },
    handle: async ({ actor }) => {
      const views = await commands.listSavedViews(actor);
      return views.ok ? ok({ status: 200, body: { data: views.value } }) : views;
    },
  }),
];
