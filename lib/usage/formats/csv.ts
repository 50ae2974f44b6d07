import { isCurrency } from "../../kernel/money";
import { err, ok, type Result } from "../../kernel/result";
import {
  countOf,
  emptyEvent,
  found,
  joinRow,
  microsOf,
  nameOf,
  nanosOf,
  type OpenCsv,
  RowError,
  readRow,
  timeOf,
} from "../import-row";
import { findContradiction, toServiceTier } from "../usage-event";

export const csvFields = [
  "time",
  "subject",
  "model",
  "provider",
  "region",
  "campaign",
  "serviceTier",
  "requests",
  "inputTokens",
  "outputTokens",
  "cachedInputTokens",
  "reasoningTokens",
  "cacheWriteTokens",
  "audioInputTokens",
  "audioOutputTokens",
  "gpuSeconds",
  "cost",
  "costMicros",
  "currency",
] as const;
export type CsvField = (typeof csvFields)[number];
/** Which column of the file holds which field. */
export type CsvMap = Partial<Record<CsvField, string>>;

const words: Partial<Record<CsvField, string[]>> = {
  time: ["timestamp", "at", "date", "datetime", "createdat", "starttime"],
  subject: ["user", "userid", "enduser", "customer", "customerid"],
  provider: ["vendor"],
  inputTokens: ["prompttokens", "input"],
  outputTokens: ["completiontokens", "output", "generatedtokens"],
  cachedInputTokens: ["cachedtokens", "cachereadtokens"],
  cacheWriteTokens: ["cachecreationtokens"],
};
const bare = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** `time=created,subject=user_id` → which column holds which field; a sentence when it is no such list. */
export function parseCsvMap(text: string): Result<CsvMap, string> {
  const map: CsvMap = {};
  for (const part of text.split(",")) {
    const cut = part.indexOf("=");
    const field = part.slice(0, cut).trim();
    const column = part.slice(cut + 1).trim();
    if (cut < 1 || column === "") return err(`--map: "${part}" is not FIELD=COLUMN.`);
    if (!(csvFields as readonly string[]).includes(field))
      return err(`--map: ${field} is not a field. The fields are ${csvFields.join(", ")}.`);
    map[field as CsvField] = column;
  }
  return ok(map);
}

/** Columns that are named like our fields, for a file without --map. */
function guessMap(header: string[]): CsvMap {
  const map: CsvMap = {};
  for (const field of csvFields) {
    const names = [bare(field), ...(words[field] ?? [])];
    const column = header.find((name) => names.includes(bare(name)));
    if (column !== undefined) map[field] = column;
  }
  return map;
}

function placesOf(header: string[], map: CsvMap): Result<Partial<Record<CsvField, number>>, string> {
  const clean = header.map((name) => name.trim());
  const places: Partial<Record<CsvField, number>> = {};
  for (const [field, column] of Object.entries(map) as [CsvField, string][]) {
    const place = clean.indexOf(column.trim());
    if (place < 0)
      return err(`--map: there is no column ${column}. The file has: ${header.join(", ").slice(0, 300)}.`);
    places[field] = place;
  }
  if (places.time === undefined)
    return err(
      `Which column is the time? Say so with --map time=COLUMN. The file has: ${header.join(", ").slice(0, 300)}.`,
    );
  if ((places.cost !== undefined || places.costMicros !== undefined) && places.currency === undefined)
    return err("A cost needs its currency: map it too, with currency=COLUMN.");
  return ok(places);
}

function costOf(read: (field: CsvField) => string | undefined) {
  const micros = read("costMicros");
  const units = read("cost");
  if (!micros && !units) return null;
  const currency = (read("currency") ?? "").trim();
  if (!isCurrency(currency))
    throw new RowError({
      code: "wrong_field",
      detail: `currency: must be of ISO 4217 such as USD, not "${currency}"`,
    });
  return { micros: micros ? BigInt(countOf("costMicros", micros)) : microsOf("cost", units), currency };
}

/** Any CSV with a time, its columns named by `map` or like our fields. */
export const openCsv =
  (map: CsvMap | null): OpenCsv =>
  (header) => {
    const places = placesOf(header, map ?? guessMap(header));
    if (!places.ok) return places;
    const place = places.value;
    return ok((fields) => [
      readRow(() => {
        const read = (field: CsvField) => (place[field] === undefined ? undefined : fields[place[field]]);
        const requests = read("requests");
        const event = {
          ...emptyEvent,
          atMicros: timeOf("time", read("time")),
          subject: nameOf("subject", read("subject")) || null,
          model: nameOf("model", read("model")),
          provider: nameOf("provider", read("provider")),
          region: nameOf("region", read("region")),
          campaign: nameOf("campaign", read("campaign")),
          serviceTier: toServiceTier(nameOf("serviceTier", read("serviceTier"))),
          requests: requests ? Math.max(1, Math.min(countOf("requests", requests), 2_147_483_647)) : 1,
          inputTokens: countOf("inputTokens", read("inputTokens")),
          outputTokens: countOf("outputTokens", read("outputTokens")),
          cachedInputTokens: countOf("cachedInputTokens", read("cachedInputTokens")),
          reasoningTokens: countOf("reasoningTokens", read("reasoningTokens")),
          cacheWriteTokens: countOf("cacheWriteTokens", read("cacheWriteTokens")),
          audioInputTokens: countOf("audioInputTokens", read("audioInputTokens")),
          audioOutputTokens: countOf("audioOutputTokens", read("audioOutputTokens")),
          gpuNanos: nanosOf("gpuSeconds", read("gpuSeconds")),
          cost: costOf(read),
        };
        const contradiction = findContradiction(event);
        if (contradiction) throw new RowError(contradiction);
        return found(joinRow(fields), event);
      }),
    ]);
  };
