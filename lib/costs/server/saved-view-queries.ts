import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db } from "../../platform/db";
import type { SavedView } from "../saved-view";
import type { ViewPath } from "../view-url";

/** More than these nobody looks through; one's own come first. */
const MOST_LISTED = 200;

/** The views of a page that somebody finds: their own, and those that others share, each by its name. */
export async function listSavedViews(actor: Actor, path: ViewPath): Promise<Result<SavedView[]>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const select = {
    id: true,
    name: true,
    query: true,
    shared: true,
    owner: { select: { name: true } },
  } as const;
  const own =
    actor.kind === "person"
      ? await db().savedView.findMany({
          where: { path, ownerId: actor.id },
          orderBy: { name: "asc" },
          select,
        })
      : [];
  const others = await db().savedView.findMany({
    where: { path, shared: true, ...(actor.kind === "person" && { ownerId: { not: actor.id } }) },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: MOST_LISTED,
    select,
  });
  return ok([
    ...own.map(({ owner: _, ...view }) => ({ ...view, path, by: null })),
    ...others.map(({ owner, ...view }) => ({ ...view, path, by: owner.name })),
  ]);
}
