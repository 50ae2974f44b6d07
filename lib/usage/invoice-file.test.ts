import { describe, expect, it } from "vitest";
import { parseInvoices } from "./invoice-file";

const header = "provider,invoice,period,amount,currency";
const wrongOf = (text: string) => {
  const read = parseInvoices(text);
  return read.ok ? [] : read.error.map(({ pointer, detail }) => `${pointer} ${detail}`);
};

describe("a CSV of invoices", () => {
  it("is read line by line; lines without a number are numbered within their invoice", () => {
    const read = parseInvoices(
      `\uFEFF${header},model,description\r\nOpenAI,INV-1,2026-10,1234.50,usd,gpt-4o,"tokens, in"\r\nOpenAI,INV-1,2026-10,-3,USD,,credit\r\nAzure,INV-1,2026-11,0.0000005,EUR,,\r\n`,
    );
    expect(read).toEqual({
      ok: true,
      value: [
        {
          provider: "OpenAI",
          invoice: "INV-1",
          line: "1",
          period: "2026-10",
          model: "gpt-4o",
          description: "tokens, in",
          amountMicros: 1_234_500_000n,
          currency: "USD",
        },
        expect.objectContaining({ line: "2", amountMicros: -3_000_000n, model: "" }),
        expect.objectContaining({ provider: "Azure", line: "1", amountMicros: 1n }),
      ],
    });
  });

  it("takes the columns of FOCUS as they are", () => {
    const read = parseInvoices(
      "BilledCost;BillingCurrency;BillingPeriodStart;BillingPeriodEnd;InvoiceIssuerName;InvoiceId;ChargeDescription\n12.3456789;USD;2026-12-01T00:00:00Z;2027-01-01T00:00:00Z;AWS;i-7;Bedrock",
    );
    expect(read).toMatchObject({
      ok: true,
      value: [
        {
          provider: "AWS",
          invoice: "i-7",
          period: "2026-12",
          amountMicros: 12_345_679n,
          description: "Bedrock",
        },
      ],
    });
  });

  it.each([
    [
      "an amount that is none",
      `${header}\na,1,2026-10,ten,USD`,
      '#/lines/2/amount must be an amount such as 1234.50 or -3.2, not "ten"',
    ],
    [
      "an amount with thousands",
      `${header}\na,1,2026-10,"1,234",USD`,
      '#/lines/2/amount must be an amount such as 1234.50 or -3.2, not "1,234"',
    ],
    [
      "a month that is none",
      `${header}\na,1,2026-13,1,USD`,
      "#/lines/2/period must be a month such as 2026-11",
    ],
    [
      "a currency that is none",
      `${header}\na,1,2026-10,1,US`,
      "#/lines/2/currency must be a currency of ISO 4217 such as USD",
    ],
    ["no provider", `${header}\n,1,2026-10,1,USD`, "#/lines/2/provider must not be empty"],
    ["a row that is cut off", `${header}\na,1,2026-10`, "#/lines/2 must have 5 fields, as the header has"],
    [
      "a header without an amount",
      "provider,invoice,period,currency\na,1,2026-10,USD",
      "#/lines/1 The header lacks amount. It has: provider, invoice, period, currency.",
    ],
    ["no line", header, "# has no lines below its header"],
    ["nothing", "", "# is no CSV: its first line must be a header"],
    [
      "a line twice",
      `${header},line\na,1,2026-10,1,USD,7\nA,1,2026-10,2,USD,7`,
      "#/lines/3/line 7 of invoice 1 stands twice in the file",
    ],
    [
      "days of two months",
      "provider,invoice,from,to,amount,currency\na,1,2026-10-01,2026-11-02,1,USD",
      "#/lines/2/to lies in another month than from; give each month a line of its own",
    ],
  ])("with %s is refused, with line, field and remedy", (_, text, told) => {
    expect(wrongOf(text)).toEqual([told]);
  });

  it("is refused as a whole, with all that is wrong", () => {
    expect(wrongOf(`${header}\na,1,2026-10,1,USD\n,1,2026-10,1,USD\na,2,x,1,USD`)).toHaveLength(2);
  });
});
