import { expect, it } from "vitest";
import { anomalyLines } from "./report-content";

const some = "Not enough data for the first 3 days: a day is judged by at least 14 full days before it.";
const none = "Not enough data: a day is judged by at least 14 full days before it.";

it.each([
  [0, null, [expect.stringMatching(/^Nothing to judge/)]],
  [0, none, [none]],
  [7, null, [expect.stringMatching(/^None: .* the 7 days/)]],
  [4, some, [expect.stringMatching(/^None: .* the 4 days/), some]],
])(
  "a report of %i judged days says none only of those, and what was not judged: %s",
  (judgedDays, detail, lines) => {
    expect(anomalyLines({ data: [], judgedDays, detail }, "USD")).toEqual(lines);
  },
);
