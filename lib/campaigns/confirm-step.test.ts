import { describe, expect, it } from "vitest";
import type { PersonActor, Role } from "../auth";
import { campaignStatuses, decideMayResume } from "./campaign";
import { fixedFields, offerMoves } from "./confirm-step";

const person = (role: Role, id = role): PersonActor => ({
  kind: "person",
  id,
  name: id,
  email: `${id}@x.test`,
  role,
});
const by = (actor: PersonActor) => ({ kind: "person" as const, id: actor.id, name: actor.name });
const pausedBy = (actor: PersonActor) => ({
  status: "paused" as const,
  pause: { at: "2026-11-20T04:10:00.000Z", by: by(actor) },
});

describe("what the page offers", () => {
  it.each([
    ["draft", "growth", "launch archive", false],
    ["scheduled", "growth", "unschedule end", true],
    ["active", "growth", "end", true],
    ["ended", "growth", "archive", false],
    ["archived", "growth", "", false],
    ["active", "finance", "", true],
    ["active", "executive", "", true],
    ["draft", "finance", "", false],
    ["ended", "executive", "", false],
  ] as const)("on a campaign that is %s to %s: %s, pause %s", (status, role, steps, pause) => {
    const offered = offerMoves({ status }, person(role));
    expect(offered.steps.join(" ")).toBe(steps);
    expect(offered.pause).toBe(pause);
  });

  it.each([
    ["growth", "growth", "resume end"],
    ["growth", "finance", "end"],
    ["finance", "growth", ""],
    ["finance", "finance", "resume"],
    ["executive", "finance", "resume"],
    ["admin", "growth", "resume end"],
  ] as const)("to %s on a pause by %s: %s", (role, other, steps) => {
    expect(offerMoves(pausedBy(person(other)), person(role)).steps.join(" ")).toBe(steps);
  });

  it("offers a resume exactly when the command would take it", () => {
    for (const role of ["growth", "finance", "executive", "admin"] as const) {
      for (const other of ["growth", "finance", "executive", "admin"] as const) {
        const offered = offerMoves(pausedBy(person(other)), person(role)).steps.includes("resume");
        expect(offered).toBe(decideMayResume(person(role), by(person(other))).ok);
      }
    }
  });

  it("offers nobody who may not write an edit, and nobody an edit of what is archived", () => {
    for (const status of campaignStatuses) {
      expect(offerMoves({ status }, person("finance")).edit).toBe(false);
      expect(offerMoves({ status }, person("growth")).edit).toBe(status !== "archived");
    }
  });
});

describe("what an edit may no longer touch", () => {
  const now = new Date("2026-11-21T00:00:00Z");
  it.each([
    [{ status: "draft", issued: 0 }, ""],
    [{ status: "scheduled", issued: 0, startsAt: "2026-11-22T00:00:00.000Z" }, "kind"],
    [{ status: "active", issued: 0 }, "startsAt kind"],
    [{ status: "active", issued: 1 }, "discount startsAt kind"],
    [{ status: "paused", issued: 0, startsAt: "2026-11-22T00:00:00.000Z" }, "kind"],
    [{ status: "paused", issued: 3, startsAt: "2026-11-20T00:00:00.000Z" }, "discount startsAt kind"],
    [{ status: "draft", issued: 0, couponValidHours: 36 }, "couponValidHours"],
    [
      { status: "ended", issued: 3 },
      "discount limits startsAt endsAt timeZone couponValidHours codePrefix kind",
    ],
  ] as const)("on %j is: %s", (campaign, fixed) => {
    expect(fixedFields(campaign, now).join(" ")).toBe(fixed);
  });
});
