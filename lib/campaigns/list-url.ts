import { type CampaignStatus, campaignStatuses } from "./campaign";
import { type CampaignSort, campaignSorts } from "./campaign-view";

/** What the address of /campaigns says. */
export type CampaignListUrl = {
  status?: CampaignStatus;
  search?: string;
  sort: CampaignSort;
  cursor?: string;
  /** Cursors of the pages before this one, the first page's as "". */
  back: string[];
};

type Params = Record<string, string | string[] | undefined>;

const MOST_BACK = 50;
const first = (value: string | string[] | undefined) =>
  (Array.isArray(value) ? value[0] : value)?.trim() || undefined;
const all = (value: string | string[] | undefined) => (value === undefined ? [] : [value].flat());

/** Reads the address; what it does not know it leaves out. */
export function readCampaignListUrl(params: Params): CampaignListUrl {
  const status = campaignStatuses.find((one) => one === first(params.status));
  const search = first(params.search)?.slice(0, 120);
  const cursor = first(params.cursor);
  return {
    ...(status ? { status } : {}),
    ...(search ? { search } : {}),
    sort: campaignSorts.find((one) => one === first(params.sort)) ?? "newest",
    ...(cursor ? { cursor } : {}),
    back: cursor ? all(params.back).slice(-MOST_BACK) : [],
  };
}

/** The address of a list; another filter or order begins at its first page. */
export function toCampaignListUrl(list: Partial<CampaignListUrl>): string {
  const query = new URLSearchParams();
  if (list.status) query.set("status", list.status);
  if (list.search) query.set("search", list.search);
  if (list.sort && list.sort !== "newest") query.set("sort", list.sort);
  if (list.cursor) query.set("cursor", list.cursor);
  for (const cursor of list.back ?? []) query.append("back", cursor);
  return query.size ? `/campaigns?${query}` : "/campaigns";
}

/** The addresses of the pages beside this one; null where there is none. */
export function neighbourUrls(
  list: CampaignListUrl,
  nextCursor: string | null,
): { previous: string | null; next: string | null } {
  const { cursor, back, ...filter } = list;
  const before = back.at(-1) ?? "";
  return {
    previous: cursor
      ? toCampaignListUrl(before ? { ...filter, cursor: before, back: back.slice(0, -1) } : filter)
      : null,
    next: nextCursor
      ? toCampaignListUrl({
          ...filter,
          cursor: nextCursor,
          back: cursor ? [...back, cursor].slice(-MOST_BACK) : [""],
        })
      : null,
  };
}
