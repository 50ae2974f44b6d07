import {
  firstParam,
  neighbours,
  readTrail,
  type SearchParams,
  type Trail,
  writeTrail,
} from "../kernel/trail";
import { type CampaignStatus, campaignStatuses } from "./campaign";
import { type CampaignSort, campaignSorts } from "./campaign-view";

/** What the address of /campaigns says. */
export type CampaignListUrl = Trail & {
  status?: CampaignStatus;
  search?: string;
  tag?: string;
  sort: CampaignSort;
};

/** Reads the address; what it does not know it leaves out. */
export function readCampaignListUrl(params: SearchParams): CampaignListUrl {
  const status = campaignStatuses.find((one) => one === firstParam(params, "status"));
  const search = firstParam(params, "search")?.slice(0, 120);
  const tag = firstParam(params, "tag")?.slice(0, 40);
  return {
    ...(status ? { status } : {}),
    ...(search ? { search } : {}),
    ...(tag ? { tag } : {}),
    sort: campaignSorts.find((one) => one === firstParam(params, "sort")) ?? "newest",
    ...readTrail(params),
  };
}

/** The address of a list; another filter or order begins at its first page. */
export function toCampaignListUrl({ status, search, tag, sort, ...trail }: Partial<CampaignListUrl>): string {
  const query = new URLSearchParams();
  if (status) query.set("status", status);
  if (search) query.set("search", search);
  if (tag) query.set("tag", tag);
  if (sort && sort !== "newest") query.set("sort", sort);
  writeTrail(query, trail);
  return query.size ? `/campaigns?${query}` : "/campaigns";
}

/** The addresses of the pages beside this one; null where there is none. */
export function neighbourUrls(list: CampaignListUrl, nextCursor: string | null) {
  const { cursor: _, back: __, ...filter } = list;
  const { previous, next } = neighbours(list, nextCursor);
  return {
    previous: previous && toCampaignListUrl({ ...filter, ...previous }),
    next: next && toCampaignListUrl({ ...filter, ...next }),
  };
}

/** The address of the calendar of a month. */
export function toCalendarUrl(month: string): string {
  return `/campaigns?view=calendar&month=${month}`;
}
