import "server-only";
import { recordAudit } from "../../audit/server";
import { authorize, isAllowed, type PersonActor } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { db, type Tx } from "../../platform/db";
import type { SavedView as ViewRow } from "../../platform/prisma-client/client";
import {
  cleanSavedQuery,
  MOST_SAVED_VIEWS,
  type SavedView,
  type SaveViewInput,
  savedDaysAhead,
} from "../saved-view";
import type { ViewPath } from "../view-url";
import * as store from "./saved-view-store";
import { reportingZone } from "./scope";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const noSuchView = () => refuse("not_found", "There is no such view; it may have been removed.");
const nameTaken = (name: string) =>
  refuse("key_taken", `You have a view ${name} of this page already. Choose another name.`, [
    { pointer: "#/name", detail: "is taken; choose another" },
  ]);

const toView = ({ id, path, name, query, shared }: ViewRow): SavedView => ({
  id,
  path: path as ViewPath,
  name,
  query,
  shared,
  by: null,
});
const told = ({ name, path, query }: ViewRow) => ({ name, path, query });

/**
 * Keeps the address of a page under a name, for oneself or for everybody. Only what the page understands is kept.
 * `invalid_request` for days that are all ahead. `key_taken` for a name that one has; `invalid_request` at a hundred. A shared one is audited.
 */
export async function saveView(
  actor: PersonActor,
  { path, query, name, shared }: SaveViewInput,
  now: Date = new Date(),
): Promise<Result<SavedView>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  if (path === "/costs/ledger" && new URLSearchParams(query).has("subject"))
    return refuse(
      "invalid_request",
      "A view of one chatbot user cannot be saved, so that nothing keeps the name when it is erased. Take the user out of the filter first.",
      [{ pointer: "#/query", detail: "names a chatbot user" }],
    );
  const at = { now: now.getTime(), zone: reportingZone() };
  const ahead = savedDaysAhead(query, at);
  if (ahead !== null)
    return refuse(
      "invalid_request",
      `${ahead} is not here yet, so the page would show other days. Save the view once it is, or a range such as the last 30 days.`,
      [{ pointer: "#/query", detail: "begins on a day that is not here yet" }],
    );
  const clean = cleanSavedQuery(path, query, at);
  return db().$transaction(async (tx): Promise<Result<SavedView>> => {
    await store.takeViewsLock(tx, actor.id);
    if ((await store.countViews(tx, actor.id)) >= MOST_SAVED_VIEWS)
      return refuse(
        "invalid_request",
        `You have ${MOST_SAVED_VIEWS} saved views. Remove one that you do not need.`,
      );
    const named = { ownerId: actor.id, path, name };
    if (await store.findViewByName(tx, named)) return nameTaken(name);
    const row = await store.insertView(tx, { ...named, query: clean, shared: shared === "on" });
    if (row.shared)
      await recordAudit(tx, actor, {
        action: "view.shared",
        target: { kind: "view", id: row.id },
        after: told(row),
      });
    return ok(toView(row));
  });
}

/** One's own, or, where it is shared, anybody's for whoever manages people: theirs may have left. */
async function findOwn(tx: Tx, actor: PersonActor, id: string): Promise<ViewRow | null> {
  const row = uuid.test(id) ? await store.findView(tx, id) : null;
  if (!row) return null;
  return row.ownerId === actor.id || (row.shared && isAllowed(actor, "manage_members")) ? row : null;
}

/** `not_found` for somebody else's; `key_taken`. */
export async function renameView(
  actor: PersonActor,
  { id, name }: { id: string; name: string },
): Promise<Result<SavedView>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  return db().$transaction(async (tx): Promise<Result<SavedView>> => {
    const before = await findOwn(tx, actor, id);
    if (!before) return noSuchView();
    await store.takeViewsLock(tx, before.ownerId);
    const twin = await store.findViewByName(tx, { ...before, name });
    if (twin && twin.id !== id) return nameTaken(name);
    const row = await store.renameViewRow(tx, id, name);
    if (row.shared)
      await recordAudit(tx, actor, {
        action: "view.renamed",
        target: { kind: "view", id },
        before: told(before),
        after: told(row),
      });
    return ok(toView(row));
  });
}

/** `not_found` for somebody else's. Its address goes on working: it is only not listed any more. */
export async function removeView(actor: PersonActor, id: string): Promise<Result<SavedView>> {
  const may = authorize(actor, "see");
  if (!may.ok) return may;
  return db().$transaction(async (tx): Promise<Result<SavedView>> => {
    const found = await findOwn(tx, actor, id);
    if (!found) return noSuchView();
    await store.takeViewsLock(tx, found.ownerId);
    const row = await store.removeViewRow(tx, id);
    if (row.shared)
      await recordAudit(tx, actor, {
        action: "view.removed",
        target: { kind: "view", id },
        before: told(row),
      });
    return ok(toView(row));
  });
}
