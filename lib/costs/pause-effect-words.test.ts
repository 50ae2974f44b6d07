import { expect, it } from "vitest";
import { spendEffectWords, userEffectWords } from "./pause-effect-words";

const interval = { tested: 20, held: 17 };

it("say what was avoided, and between what", () => {
  const figure = { actual: "40000000", forecast: "100000000", avoided: "60000000", detail: null };
  expect(
    spendEffectWords({ ...figure, interval: { low: "40000000", high: "80000000", ...interval } }),
  ).toEqual({
    actual: "40.00",
    forecast: "100.00",
    difference: "60.00 avoided",
    certainty: "80 % interval 40.00 to 80.00, held 17 of 20 times",
  });
});

it("say that nothing can be told apart where the interval holds nothing, and more is no saving", () => {
  const words = userEffectWords({
    actual: 1300,
    forecast: 1200,
    avoided: -100,
    interval: { low: -150, high: 20, ...interval },
    detail: null,
  });
  expect(words).toEqual({
    actual: "1,300",
    forecast: "1,200",
    difference: "100 more",
    certainty: "not told apart from nothing: 80 % interval −150 to 20, held 17 of 20 times",
  });
});

it("say what is lacking", () => {
  expect(
    userEffectWords({
      actual: 3,
      forecast: null,
      avoided: null,
      interval: null,
      detail: "Not enough history.",
    }),
  ).toEqual({ actual: "3", forecast: null, difference: null, certainty: "Not enough history." });
});
