import { expect, it } from "vitest";
import { formatInstant, toInstant, toLocalInput } from "./local-time";

it.each([
  ["2026-11-27T10:00", "Asia/Shanghai", "2026-11-27T02:00:00.000Z"],
  ["2026-11-27T10:00", "UTC", "2026-11-27T10:00:00.000Z"],
  ["2026-07-01T00:30", "America/New_York", "2026-07-01T04:30:00.000Z"],
  ["2026-12-31T23:59", "Asia/Kathmandu", "2026-12-31T18:14:00.000Z"],
  // 02:30 does not exist on this night in Berlin; 03:30 does
  ["2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:30:00.000Z"],
  // 02:30 comes twice on this night; the first one, in summer time
  ["2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30:00.000Z"],
  ["2026-02-30T10:00", "UTC", null],
  ["2026-11-27", "UTC", null],
  ["tomorrow", "UTC", null],
])("%s on a wall in %s is %s", (local, zone, instant) => expect(toInstant(local, zone)).toBe(instant));

it("an input shows the zone's wall and gives the same instant back", () => {
  const instant = "2026-11-27T02:00:00.000Z";
  const local = toLocalInput(instant, "Asia/Shanghai");
  expect(local).toBe("2026-11-27T10:00");
  expect(toInstant(local, "Asia/Shanghai")).toBe(instant);
});

it("says the year only when it is another one", () => {
  expect(formatInstant("2026-11-27T02:00:00Z", "Asia/Shanghai", 2026)).toBe("Fri 27 Nov 10:00");
  expect(formatInstant("2027-01-01T00:00:00Z", "UTC", 2026)).toBe("Fri 1 Jan 2027 00:00");
});
