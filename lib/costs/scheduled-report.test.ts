import { describe, expect, it } from "vitest";
import { nextDue, retryAt, scheduledReportForm } from "./scheduled-report";

const typed = {
  name: "Costs of the week",
  cadence: "week",
  weekday: "1",
  monthday: "1",
  hour: "8",
  recipients: "a@example.com, b@example.com;a@example.com",
  rangeDays: "7",
  groupBy: "model",
};
const wrong = (more: object) => {
  const read = scheduledReportForm.safeParse({ ...typed, ...more });
  return read.success ? null : read.error.issues[0]?.path[0];
};

describe("a report by e-mail", () => {
  it("is read from the form, each address once", () => {
    expect(scheduledReportForm.parse(typed)).toMatchObject({
      day: 1,
      hour: 8,
      recipients: ["a@example.com", "b@example.com"],
      rangeDays: 7,
      source: "",
    });
  });

  it("takes nothing that could become a header, and says which field is wrong", () => {
    expect(wrong({ name: "Costs\r\nBcc: x@example.com" })).toBe("name");
    expect(wrong({ recipients: "a@example.com\r\nBcc:x" })).toBe("recipients");
    expect(wrong({ recipients: "Ann <a@example.com>" })).toBe("recipients");
    expect(wrong({ recipients: "" })).toBe("recipients");
    expect(
      wrong({ recipients: Array.from({ length: 21 }, (_, nth) => `a${nth}@example.com`).join(" ") }),
    ).toBe("recipients");
    expect(wrong({ hour: "24" })).toBe("hour");
    expect(wrong({ rangeDays: "8" })).toBe("rangeDays");
    expect(wrong({ cadence: "month", monthday: "29" })).toBe("day");
  });

  it.each([
    // Wednesday; Monday 8:00 in Shanghai is midnight UTC
    ["week", 1, "Asia/Shanghai", "2026-11-25T10:00:00Z", "2026-11-30T00:00:00Z"],
    ["week", 1, "Asia/Shanghai", "2026-11-30T00:00:00Z", "2026-12-07T00:00:00Z"],
    ["month", 28, "UTC", "2026-01-28T08:00:00Z", "2026-02-28T08:00:00Z"],
    ["month", 1, "America/New_York", "2026-10-15T00:00:00Z", "2026-11-01T13:00:00Z"],
  ] as const)("by %s on %i in %s after %s is due at %s", (cadence, day, zone, after, due) => {
    expect(new Date(nextDue({ cadence, day, hour: 8 }, zone, Date.parse(after))).toISOString()).toBe(
      new Date(due).toISOString(),
    );
  });

  it("is tried four times more, ever later, and then waits for its next day", () => {
    expect([1, 2, 3, 4, 5].map((failures) => retryAt(failures, 0))).toEqual([
      60_000,
      300_000,
      1_800_000,
      7_200_000,
      null,
    ]);
  });
});
