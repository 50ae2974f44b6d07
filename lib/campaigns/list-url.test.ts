import { describe, expect, it } from "vitest";
import { neighbourUrls, readCampaignListUrl, toCampaignListUrl } from "./list-url";

function params(url: string) {
  const query = new URLSearchParams(url.split("?")[1]);
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]));
}

describe("the address of the campaigns", () => {
  it("leaves out what it does not know", () => {
    expect(readCampaignListUrl({ status: "asleep", sort: "colour", search: "  ", back: "x" })).toEqual({
      sort: "newest",
      back: [],
    });
  });

  it.each([
    { sort: "newest", back: [] },
    { status: "paused", search: "a&b=c %", sort: "ends", back: [] },
    { search: "x", sort: "name", cursor: "C3", back: ["", "C2"] },
  ] as const)("says %j and reads it again", (list) => {
    const given = { ...list, back: [...list.back] };
    expect(readCampaignListUrl(params(toCampaignListUrl(given)))).toEqual(given);
  });

  it("leads forward and all the way back through the same pages", () => {
    const start = readCampaignListUrl({ status: "active", sort: "name" });
    expect(neighbourUrls(start, null)).toEqual({ previous: null, next: null });
    const second = neighbourUrls(start, "C2").next ?? "";
    const third = neighbourUrls(readCampaignListUrl(params(second)), "C3").next ?? "";
    const fourth = neighbourUrls(readCampaignListUrl(params(third)), "C4").next ?? "";
    const back = (url: string) => neighbourUrls(readCampaignListUrl(params(url)), null).previous;
    expect(back(fourth)).toBe(third);
    expect(back(third)).toBe(second);
    expect(back(second)).toBe(toCampaignListUrl(start));
  });
});
