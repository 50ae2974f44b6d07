import type { PriceImportPrice, PriceImportRow, RowState, TokenClass } from "@/lib/usage";

/** One class of one price: what it costs, and what it cost. */
export type Part = { name: string; from?: string; to: string; percent?: string };
/** The classes of a service tier, for requests above so many input tokens. */
export type Line = { tier?: string; above?: number; parts: Part[] };

/** A row of the review, as little as the table needs: there may be thousands. */
export type ReviewRow = Pick<PriceImportRow, "key" | "model" | "state" | "chosen"> & {
  provider: string;
  lines: Line[];
  /** How many prices it would add. */
  prices: number;
  notes: string[];
};

export const stateWords: Record<RowState, string> = {
  changed: "Changed",
  new: "New",
  same: "Same",
  yields: "Own price stands",
  overlaps: "Starts then already",
  unreadable: "Not read",
};

const classWords = {
  input: "input",
  output: "output",
  cachedInput: "cached input",
  reasoning: "reasoning",
  cacheWrite: "cache write",
  audioInput: "audio input",
  audioOutput: "audio output",
} as const satisfies Record<TokenClass, string>;
const classes = Object.keys(classWords) as TokenClass[];

type Amounts = PriceImportPrice["perMillion"];
const partsOf = (amounts: Amounts): Part[] =>
  classes.flatMap((name) => {
    const to = amounts[name];
    return to === undefined ? [] : [{ name: classWords[name], to }];
  });

/** "-12.5" → "−12.5 %". */
const percentWords = (percent: string) => `${percent.replace("-", "−")} %`;

/** A new price in full, else what differs from the price in force. */
function linesOf(price: PriceImportPrice): Line[] {
  const tier = price.serviceTier === undefined ? {} : { tier: price.serviceTier };
  if (price.state === "new" || price.state === "same")
    return [
      { ...tier, parts: partsOf(price.perMillion) },
      ...(price.contextTiers ?? []).map(({ aboveInputTokens: above, perMillion }) => ({
        ...tier,
        above,
        parts: partsOf(perMillion),
      })),
    ];
  const bounds = [...new Set(price.changes.map(({ aboveInputTokens = 0 }) => aboveInputTokens))];
  return bounds.map((above) => ({
    ...tier,
    ...(above > 0 && { above }),
    parts: price.changes
      .filter(({ aboveInputTokens = 0 }) => aboveInputTokens === above)
      .map(({ name, from, to, percent }) => ({
        name: classWords[name],
        from: from ?? "–",
        to: to ?? "–",
        ...(percent !== null && { percent: percentWords(percent) }),
      })),
  }));
}

function notesOf(row: PriceImportRow): string[] {
  const own = row.prices.find(({ state }) => state === "yields");
  const currency = row.prices.find(({ before }) => before && before.currency !== "USD")?.before?.currency;
  const until = row.prices.find((price) => price.until !== undefined)?.until;
  return [
    ...(row.reason === undefined ? [] : [row.reason]),
    ...(own ? ["what was negotiated holds and goes on holding"] : []),
    ...(currency ? [`the price in force is in ${currency}`] : []),
    ...(until ? [`a price that is set already takes over on ${until.slice(0, 10)}`] : []),
    ...row.notes,
    ...(row.notTaken.length > 0 ? [`not taken: ${row.notTaken.join(", ")}`] : []),
  ];
}

const adds = ({ state }: PriceImportPrice) => state === "new" || state === "changed" || state === "yields";

export function toReviewRow(row: PriceImportRow): ReviewRow {
  const telling = row.prices.filter(({ state }) => row.state === "same" || state !== "same");
  return {
    key: row.key,
    model: row.model,
    provider: row.provider ?? "",
    state: row.state,
    chosen: row.chosen,
    lines: telling.flatMap(linesOf),
    prices: row.prices.filter(adds).length,
    notes: notesOf(row),
  };
}

/** Whether it can be ticked: it changes something, and nothing stands against it. */
export const canApply = ({ state }: Pick<ReviewRow, "state">) =>
  state === "new" || state === "changed" || state === "yields";
