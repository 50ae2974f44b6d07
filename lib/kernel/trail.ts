/** Where one is in a list that pages by cursor, as its address tells it. */
export type Trail = {
  cursor?: string;
  /** Cursors of the pages before this one, the first page's as "". */
  back: string[];
};

/** A page's search parameters, as Next gives them. */
export type SearchParams = Record<string, string | string[] | undefined>;

const MOST_BACK = 50;

/** The first value of a parameter, trimmed and without NUL, which no database takes; undefined when nothing is left. */
export function firstParam(params: SearchParams, name: string): string | undefined {
  const value = params[name];
  return (Array.isArray(value) ? value[0] : value)?.replaceAll("\0", "").trim() || undefined;
}

export function readTrail(params: SearchParams): Trail {
  const cursor = firstParam(params, "cursor");
  const { back = [] } = params;
  return cursor ? { cursor, back: [back].flat().slice(-MOST_BACK) } : { back: [] };
}

/** Adds the place in the list to an address. */
export function writeTrail(query: URLSearchParams, { cursor, back = [] }: Partial<Trail>): void {
  if (!cursor) return;
  query.set("cursor", cursor);
  for (const before of back) query.append("back", before);
}

/** The pages beside this one; null where there is none. */
export function neighbours(
  { cursor, back }: Trail,
  nextCursor: string | null,
): { previous: Trail | null; next: Trail | null } {
  const before = back.at(-1);
  return {
    previous: cursor
      ? { ...(before ? { cursor: before } : {}), back: before ? back.slice(0, -1) : [] }
      : null,
    next: nextCursor ? { cursor: nextCursor, back: [...back, cursor ?? ""].slice(-MOST_BACK) } : null,
  };
}
