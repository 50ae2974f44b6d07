import { z } from "zod";
import { divideHalfUp } from "./decimal";

const count = z.int();

/** One comparison: a provider as a whole, one of its models that invoices name, or the rest of a provider beside those. */
const figures = {
  requests: count,
  meteredMicros: z.string(),
  unpricedRequests: count,
  /** Lines of invoices. */
  lines: count,
  /** In the reporting currency; null when there is no line, or one that could not be converted. */
  invoicedMicros: z.string().nullable(),
  /** Invoiced minus metered. */
  differenceMicros: z.string().nullable(),
  /** Of the metered cost, to a hundredth; null when nothing was metered. */
  differencePercent: z.number().nullable(),
  /** What no rate is known for, in its own currency. */
  unconverted: z.array(z.object({ currency: z.string(), amountMicros: z.string() })),
};

export const reconciliationStates = ["both", "uninvoiced", "unmetered"] as const;
export const reconciliationRow = z.object({
  /** null: usage that names no provider. */
  provider: z.string().nullable(),
  /** null: all models of the provider, or those that no line names. */
  model: z.string().nullable(),
  covers: z.enum(["provider", "model", "rest"]),
  state: z.enum(reconciliationStates),
  ...figures,
});
export type ReconciliationRow = z.infer<typeof reconciliationRow>;

/** A month's metered cost beside what providers charge for it, in millionths of `currency`. */
export const reconciliationSchema = z.object({
  period: z.string(),
  status: z.enum(["open", "closed"]),
  currency: z.string(),
  /** The day whose exchange rates hold: the last of the month. */
  ratesOf: z.string(),
  rows: z.array(reconciliationRow),
  totals: z.object(figures),
  /** Lines that came after the month was closed: not in its figures. */
  linesAfterClosing: count,
});
export type Reconciliation = z.infer<typeof reconciliationSchema>;

export type Metered = {
  provider: string | null;
  model: string;
  requests: number;
  costMicros: string;
  unpricedRequests: number;
};
export type Invoiced = {
  provider: string;
  model: string;
  amountMicros: bigint;
  currency: string;
  /** In the reporting currency; null when no rate is known. */
  micros: bigint | null;
};

const keyOf = (name: string) => name.trim().toLowerCase();

function figuresOf(metered: Metered[], lines: Invoiced[]) {
  const sum = metered.reduce((total, { costMicros }) => total + BigInt(costMicros), 0n);
  const waiting = new Map<string, bigint>();
  let invoiced = 0n;
  for (const { micros, currency, amountMicros } of lines) {
    if (micros === null) waiting.set(currency, (waiting.get(currency) ?? 0n) + amountMicros);
    else invoiced += micros;
  }
  const isWhole = lines.length > 0 && waiting.size === 0;
  const difference = isWhole ? invoiced - sum : null;
  return {
    requests: metered.reduce((total, { requests }) => total + requests, 0),
    meteredMicros: String(sum),
    unpricedRequests: metered.reduce((total, { unpricedRequests }) => total + unpricedRequests, 0),
    lines: lines.length,
    invoicedMicros: isWhole ? String(invoiced) : null,
    differenceMicros: difference === null ? null : String(difference),
    differencePercent: difference === null ? null : percentOf(difference, sum),
    unconverted: [...waiting]
      .sort()
      .map(([currency, micros]) => ({ currency, amountMicros: String(micros) })),
  };
}

/** Hundredths of a per cent are exact before they become a number. */
function percentOf(part: bigint, whole: bigint): number | null {
  if (whole <= 0n) return null;
  const size = divideHalfUp((part < 0n ? -part : part) * 10_000n, whole);
  return Number(part < 0n ? -size : size) / 100;
}

function rowOf(
  provider: string | null,
  model: string | null,
  covers: ReconciliationRow["covers"],
  metered: Metered[],
  lines: Invoiced[],
): ReconciliationRow[] {
  if (metered.length === 0 && lines.length === 0) return [];
  const state = lines.length === 0 ? "uninvoiced" : metered.length === 0 ? "unmetered" : "both";
  return [{ provider, model, covers, state, ...figuresOf(metered, lines) }];
}

/**
 * Sets what was metered beside what was invoiced, by provider; where a line names a model, that model by itself and the
 * provider's other models beside the lines without one. Names are compared without regard to case. The rows add up to the
 * totals. The dearest provider first.
 */
export function reconcile(metered: Metered[], lines: Invoiced[]): Pick<Reconciliation, "rows" | "totals"> {
  const names = new Map<string, string | null>();
  for (const { provider } of lines) if (!names.has(keyOf(provider))) names.set(keyOf(provider), provider);
  for (const { provider } of metered)
    if (!names.has(keyOf(provider ?? ""))) names.set(keyOf(provider ?? ""), provider);
  const groups = [...names].map(([key, provider]) => {
    const own = metered.filter((row) => keyOf(row.provider ?? "") === key);
    const charged = lines.filter((line) => keyOf(line.provider) === key);
    const models = new Map(charged.flatMap(({ model }) => (model ? [[keyOf(model), model] as const] : [])));
    const rows = [...models].flatMap(([modelKey, model]) =>
      rowOf(
        provider,
        model,
        "model",
        own.filter((row) => keyOf(row.model) === modelKey),
        charged.filter((line) => keyOf(line.model) === modelKey),
      ),
    );
    const rest = rowOf(
      provider,
      null,
      models.size > 0 ? "rest" : "provider",
      own.filter((row) => !models.has(keyOf(row.model))),
      charged.filter(({ model }) => model === ""),
    );
    const cost = own.reduce((total, { costMicros }) => total + BigInt(costMicros), 0n);
    return { key, cost, rows: [...rows, ...rest] };
  });
  groups.sort((a, b) => (a.cost === b.cost ? (a.key < b.key ? -1 : 1) : a.cost > b.cost ? -1 : 1));
  return { rows: groups.flatMap(({ rows }) => rows), totals: figuresOf(metered, lines) };
}
