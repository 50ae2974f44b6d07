import { describe, expect, it } from "vitest";
import { couponNeighbourUrls, readCouponListUrl, toCouponFilter, toCouponListUrl } from "./list-url";

function params(url: string) {
  const query = new URLSearchParams(url.split("?")[1]);
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]));
}

describe("the address of a campaign's coupons", () => {
  it.each([
    { sort: "newest", back: [] },
    { status: "held", search: "SHA-7K&Q", sort: "expires", back: [] },
    { inviter: "u_1", device: "d", address: "10.0.0.1", subject: "ü 1", sort: "newest", back: [] },
    { from: "2026-11-27T10:00", to: "2026-11-28T10:00", sort: "oldest", cursor: "C", back: [""] },
  ] as const)("says %j and reads it again", (list) => {
    const given = { ...list, back: [...list.back] };
    expect(readCouponListUrl(params(toCouponListUrl("tea", given)))).toEqual(given);
  });

  it("leaves out what it does not know", () => {
    expect(readCouponListUrl({ status: "lost", sort: "price", from: "yesterday", search: " \0 " })).toEqual({
      sort: "newest",
      back: [],
    });
  });

  it("leads to the pages beside it with the same filter, and another filter to its first page", () => {
    const list = readCouponListUrl({ status: "issued", cursor: "B", back: ["", "A"] });
    expect(couponNeighbourUrls("tea", list, "C")).toEqual({
      previous: "/campaigns/tea/coupons?status=issued&cursor=A&back=",
      next: "/campaigns/tea/coupons?status=issued&cursor=C&back=&back=A&back=B",
    });
    expect(toCouponListUrl("tea", { search: "x" })).toBe("/campaigns/tea/coupons?search=x");
  });

  it("reads its times on the wall of the zone", () => {
    const list = readCouponListUrl({ from: "2026-11-27T10:00", to: "2026-11-27T11:00" });
    expect(toCouponFilter(list, "Asia/Shanghai")).toEqual({
      sort: "newest",
      issuedFrom: new Date("2026-11-27T02:00:00Z"),
      issuedTo: new Date("2026-11-27T03:00:00Z"),
    });
  });
});
