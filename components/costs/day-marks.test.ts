import { expect, it } from "vitest";
import { marksOn } from "./day-marks";

const pause = {
  kind: "pause" as const,
  from: "2026-11-20T04:10:00Z",
  to: "2026-11-20T10:00:00Z",
  label: "Paused",
  detail: "by E",
};

it("a pause says how much of the day it took, on the clock of the view", () => {
  const words = (
    day: string,
    zone: string,
    marker: typeof pause | (Omit<typeof pause, "to"> & { to: null }),
  ) => marksOn(day, [marker], zone, "2026-11-21T00:30:00Z").map((mark) => mark.words);
  expect(words("2026-11-20", "Asia/Shanghai", pause)).toEqual(["paused 5 h 50 min"]);
  expect(words("2026-11-21", "Asia/Shanghai", pause)).toEqual([]);
  // over two days in Shanghai, and still standing half an hour into the second day of UTC
  expect(words("2026-11-20", "UTC", { ...pause, to: null })).toEqual(["paused 19 h 50 min"]);
  expect(words("2026-11-21", "UTC", { ...pause, to: null })).toEqual(["paused 30 min"]);
});

it("a launch stands on its day alone", () => {
  const launch = {
    kind: "launch" as const,
    from: "2026-11-13T16:00:00Z",
    label: "Autumn",
    detail: "by Gao Min",
  };
  const on = (day: string) => marksOn(day, [launch], "Asia/Shanghai", "2026-11-21T00:00:00Z");
  expect(on("2026-11-13")).toEqual([]);
  expect(on("2026-11-14")).toEqual([{ kind: "launch", words: "launch", detail: "Autumn: by Gao Min" }]);
});
