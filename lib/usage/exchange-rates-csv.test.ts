import { describe, expect, it } from "vitest";
import { MOST_RATES, readExchangeRates } from "./exchange-rates-csv";

const told = (text: string, into = "USD") => {
  const { rows, errors } = readExchangeRates(text, into);
  return [
    ...rows.map(({ line, currency, effectiveFrom, rate }) => `${line} ${currency} ${effectiveFrom} ${rate}`),
    ...errors.map(({ line, reason }) => `${line}: ${reason}`),
  ];
};

describe("one rate a line", () => {
  it("in any order of columns, with or without into, as spreadsheets write it", () => {
    expect(told("currency,into,effectiveFrom,rate\nCNY,USD,2026-01-01,0.14\n")).toEqual([
      "2 CNY 2026-01-01 0.14",
    ]);
    expect(
      told('\uFEFFRate, EffectiveFrom ,Currency\r\n"0.140",2026-01-01, CNY \r\n\r\n1.1,2026-01-02,EUR'),
    ).toEqual(["2 CNY 2026-01-01 0.140", "4 EUR 2026-01-02 1.1"]);
  });

  it("every wrong line is told with its number and why", () => {
    const lines = [
      "CNY,EUR,2026-01-01,0.14",
      "XXL,USD,2026-01-01,0.14",
      "CNY,USD,01.01.2026,0.14",
      "CNY,USD,2026-01-01,0",
      "CNY,USD,2026-01-01,0.1x",
      "USD,USD,2026-01-01,1",
      "CNY,USD,2026-01-02,0.14",
      "CNY,USD,2026-01-02,0.140",
      "CNY,USD,2026-01-02,0.15",
      'CNY,USD,"2026-01-02,0.15',
    ];
    expect(told(["currency,into,effectiveFrom,rate", ...lines].join("\n"))).toEqual([
      "9 CNY 2026-01-02 0.140",
      "2: into must be USD, which costs are reported in; it is EUR",
      "3: currency must be a currency of ISO 4217 such as USD",
      "4: effectiveFrom must be a day such as 2026-11-27",
      "5: rate must be more than 0",
      '6: rate must be a decimal such as "0.14", with a point',
      "7: currency must be another one than USD, which costs are reported in",
      "10: line 9 says 0.140 for CNY on that day",
      "11: opens a quote that never closes",
    ]);
  });

  it.each([
    ["", "1: the file has no header"],
    ["currency,effectiveFrom\nCNY,2026-01-01", "1: the header lacks rate"],
    ["a,b", "1: the header lacks currency, effectiveFrom, rate"],
    ["currency,effectiveFrom,rate\n", "1: no rate stands below the header"],
  ])("%j: %s", (text, error) => {
    expect(told(text)).toEqual([error]);
  });

  it("has an end", () => {
    const day = (nth: number) => new Date(Date.UTC(2000, 0, 1 + nth)).toISOString().slice(0, 10);
    const lines = Array.from({ length: MOST_RATES + 5 }, (_, nth) => `CNY,${day(nth)},0.14`);
    const { errors } = readExchangeRates(`currency,effectiveFrom,rate\n${lines.join("\n")}`, "USD");
    expect(errors).toEqual([
      { line: MOST_RATES + 2, reason: "a file may have 10000 rates; leave days away or send it in parts" },
    ]);
  });
});

describe("quotes of the European Central Bank: what one euro is, a day a line", () => {
  const file = "Date, USD, JPY, CYP, \n27 November 2026, 1.25, 160, N/A, \n2026-11-26,1.2,150,,";
  it("become rates into the reporting currency, to twelve places, half up", () => {
    expect(told(file)).toEqual([
      "2 EUR 2026-11-27 1.25",
      // 1.25 / 160
      "2 JPY 2026-11-27 0.0078125",
      "3 EUR 2026-11-26 1.2",
      "3 JPY 2026-11-26 0.008",
    ]);
    // 1 / 1.25 and 1 / 160, 1 / 1.2 and 1 / 150
    expect(told(file, "EUR")).toEqual([
      "2 USD 2026-11-27 0.8",
      "2 JPY 2026-11-27 0.00625",
      "3 USD 2026-11-26 0.833333333333",
      "3 JPY 2026-11-26 0.006666666667",
    ]);
  });
  it("without the reporting currency they say nothing", () => {
    expect(told(file, "CHF")).toEqual(["1: the header lacks CHF, which costs are reported in"]);
    expect(told("Date,USD,JPY\n2026-01-02,N/A,150\n2026-01-03,1.2,0")).toEqual([
      "3 EUR 2026-01-03 1.2",
      "2: it has no quote of USD, which costs are reported in",
      "3: JPY must be a decimal above 0; it is 0",
    ]);
  });
});
