import { expect, it } from "vitest";
import type { ParsedCampaign } from "./campaign-input";
import { changedFields, decideEdit, type EditedState, type EditFields, mergeEdit } from "./edit";

const now = new Date("2026-11-27T10:00:00Z");
const current: ParsedCampaign = {
  key: "autumn",
  name: "Autumn",
  discount: { kind: "amount_off", value: 2500, currency: "CNY" },
  limits: { coupons: 100, perSubject: 1 },
  startsAt: "2026-11-28T10:00:00.000Z",
  endsAt: "2026-12-27T10:00:00.000Z",
};
const fresh: EditedState = {
  status: "draft",
  startsAt: current.startsAt,
  issued: 0,
  counted: 0,
  discountCommitted: 0,
};

it("null takes a field away, limits go field by field, a discount comes as a whole", () => {
  const merged = mergeEdit(current, {
    endsAt: null,
    limits: { perSubject: null, discount: 5 },
    discount: { kind: "free_days", value: 3 },
  });
  expect(merged).toEqual({
    key: "autumn",
    name: "Autumn",
    discount: { kind: "free_days", value: 3 },
    limits: { coupons: 100, discount: 5 },
    startsAt: current.startsAt,
  });
  expect(changedFields(current, merged as ParsedCampaign).sort()).toEqual(["discount", "endsAt", "limits"]);
});

const value = { kind: "amount_off" as const, value: 9, currency: "CNY" };
it.each<[string, Partial<EditedState>, EditFields, string]>([
  ["a draft's discount", {}, { discount: value }, "ok"],
  ["a scheduled one's start", { status: "scheduled" }, { startsAt: "2026-12-01T00:00:00.000Z" }, "ok"],
  ["a scheduled one's start away", { status: "scheduled" }, { startsAt: null }, "#/startsAt"],
  ["an active one's start", { status: "active" }, { startsAt: null }, "#/startsAt"],
  ["a paused one's start before it came", { status: "paused" }, { startsAt: null }, "ok"],
  [
    "a paused one's start after it came",
    { status: "paused", startsAt: undefined },
    { startsAt: null },
    "#/startsAt",
  ],
  ["an active one's end", { status: "active" }, { endsAt: "2026-12-01T00:00:00.000Z" }, "ok"],
  [
    "an active one's end into the past",
    { status: "active" },
    { endsAt: "2026-11-27T10:00:00.000Z" },
    "#/endsAt",
  ],
  ["an active one's discount before the first coupon", { status: "active" }, { discount: value }, "ok"],
  [
    "a discount after the first coupon",
    { status: "active", issued: 1 },
    { discount: value },
    "#/discount/value",
  ],
  ["a limit down to what is issued", { status: "active", issued: 50 }, { limits: { coupons: 50 } }, "ok"],
  ["a limit below it", { status: "active", issued: 50 }, { limits: { coupons: 49 } }, "#/limits/coupons"],
  ["no limit at all", { status: "active", issued: 50 }, { limits: { coupons: null } }, "ok"],
  [
    "a money limit below what is promised",
    { status: "active", issued: 2, discountCommitted: 5000 },
    { limits: { discount: 4999 } },
    "#/limits/discount",
  ],
  ["an ended one's name", { status: "ended" }, { name: "Other", description: "x" }, "ok"],
  ["an ended one's limit", { status: "ended" }, { limits: { coupons: 200 } }, "invalid_transition"],
  ["an archived one's name", { status: "archived" }, { name: "Other" }, "invalid_transition"],
  ["nothing of an archived one", { status: "archived" }, { name: "Autumn" }, "ok"],
])("%s: %j with %j → %s", (_, state, edit, expected) => {
  const next = mergeEdit(current, edit) as ParsedCampaign;
  const decided = decideEdit({ ...fresh, counted: state.issued ?? 0, ...state }, current, next, now);
  const said = decided.ok ? "ok" : (decided.error.errors?.[0]?.pointer ?? decided.error.code);
  expect(said).toBe(expected);
});
