import type { SavedView } from "@/lib/costs";

/** A view saved under a name, and where it stands. */
export type FoundView = Pick<SavedView, "id" | "name" | "by"> & { href: string };

/** Saved views of one's own and of everybody, through the API with the person's own session. */
export async function findViews(signal: AbortSignal): Promise<FoundView[]> {
  const answer = await fetch("/api/v1/saved-views", { signal });
  if (!answer.ok) throw new Error(`saved views: ${answer.status}`);
  const { data } = (await answer.json()) as { data: SavedView[] };
  return data.map(({ id, name, by, path, query }) => ({
    id,
    name,
    by,
    href: query ? `${path}?${query}` : path,
  }));
}
