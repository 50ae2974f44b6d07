import "server-only";
import { type Actor, authorize } from "../../auth";
import { ok, type Result } from "../../kernel/result";
import { db } from "../../platform/db";
import type { SavedView } from "../saved-view";
import type { ViewPath } from "../view-url";

/** More than these nobody looks through; one's own come first. */
const MOST_LISTED = 200;

/**
 * The views that somebody finds, of one page or of all: their own, and those that others share, each by its name; of all
 * pages in the order of the pages' addresses.
 */
export async function listSavedViews(actor: Actor, path?: ViewPath): Promise<Result<SavedView[]>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  const select = {
    id: true,
    path: true,
    name: true,
    query: true,
    shared: true,
    owner: { select: { name: true } },
  } as const;
  const of = path === undefined ? {} : { path };
  const own =
    actor.kind === "person"
      ? await db().savedView.findMany({
          where: { ...of, ownerId: actor.id },
          orderBy: [{ path: "asc" }, { name: "asc" }],
          take: MOST_LISTED,
          select,
        })
      : [];
  const others = await db().savedView.findMany({
    where: { ...of, shared: true, ...(actor.kind === "person" && { ownerId: { not: actor.id } }) },
    orderBy: [{ path: "asc" }, { name: "asc" }, { id: "asc" }],
    take: MOST_LISTED,
    select,
  });
  const toView = ({ owner: _, ...view }: (typeof others)[number], by: string | null): SavedView => ({
    ...view,
    path: view.path as ViewPath,
    by,
  });
  return ok([
    ...own.map((view) => toView(view, null)),
    ...others.map((view) => toView(view, view.owner.name)),
  ]);
}
