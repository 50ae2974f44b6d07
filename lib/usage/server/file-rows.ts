import "server-only";
import { err, ok, type Result } from "../../kernel/result";
import { CsvRecords } from "../csv-records";
import { detectCsvFormat, detectJsonFormat, type ImportFormat, readersOf } from "../formats";
import { detectDelimiter } from "../formats/delimiter";
import type { ImportOptions } from "../import-options";
import type { ReadFields, ReadRow, ReadValue } from "../import-row";
import { detectJsonLayout, type JsonLayout, JsonRecords } from "../json-records";
import { type FileSource, readBeginning, textPieces } from "./file-source";

/** What of the options says how a file is read. */
type ReadOptions = Pick<ImportOptions, "format" | "map">;

/** One row of a file: what was read of it, and how it stands in the file of rejected rows. */
export type FileRow = { line: number; read: ReadRow; shown: string[] };
/** How a file is to be read. */
export type FilePlan = {
  source: FileSource;
  format: ImportFormat;
  /** Titles of `shown`. */
  columns: string[];
  family:
    | { kind: "csv"; delimiter: string; header: string[]; read: ReadFields }
    | { kind: "json"; layout: JsonLayout; read: ReadValue };
};

function planCsv(beginning: string, options: ReadOptions, nowMicros: number) {
  const firstLine = beginning.split("\n", 1)[0] ?? "";
  const delimiter = detectDelimiter(firstLine);
  const records = new CsvRecords(delimiter);
  const first = [...records.push(beginning), ...records.end()][0];
  if (!first?.fields) return err(`The first line is no header: it ${first ? first.reason : "is empty"}.`);
  const header = first.fields;
  const format = options.format ?? detectCsvFormat(header);
  const open = readersOf(format, { map: options.map, nowMicros }).csv;
  if (!open) return err(`${format} is read from JSON; this file looks like CSV. Let the format be guessed.`);
  const read = open(header);
  if (!read.ok) return read;
  return ok({
    format,
    columns: header,
    family: { kind: "csv" as const, delimiter, header, read: read.value },
  });
}

function planJson(beginning: string, options: ReadOptions, nowMicros: number) {
  const layout = detectJsonLayout(beginning);
  const records = new JsonRecords(layout);
  const first = records.push(`${beginning}\n`)[0];
  const format = options.format ?? (first && detectJsonFormat(first.value));
  if (!format) return err("What is in this file cannot be told from its beginning. Name its format.");
  const read = readersOf(format, { map: options.map, nowMicros }).json;
  if (!read) return err(`${format} is read from CSV; this file looks like JSON. Let the format be guessed.`);
  return ok({ format, columns: ["row"], family: { kind: "json" as const, layout, read } });
}

/** Looks at the beginning of a file. The error is a sentence for the person who called. */
export async function planFile(
  source: FileSource,
  options: ReadOptions,
  nowMicros: number,
): Promise<Result<FilePlan, string>> {
  const beginning = (await readBeginning(source)).replace(/^\uFEFF/, "");
  if (beginning.trim() === "") return err(`${source.name} is empty.`);
  const isJson = /^\s*[[{]/.test(beginning);
  const plan = isJson ? planJson(beginning, options, nowMicros) : planCsv(beginning, options, nowMicros);
  return plan.ok ? ok({ source, ...plan.value }) : err(`${source.name}: ${plan.error}`);
}

type Records = { push: (text: string) => FileRow[]; end: () => FileRow[] };
const wrongRow = (detail: string): ReadRow => err({ code: "not_an_event", detail });

function csvRows(family: FilePlan["family"] & { kind: "csv" }): Records {
  const records = new CsvRecords(family.delimiter);
  const width = family.header.length;
  let headerSeen = false;
  const toRows = (found: ReturnType<CsvRecords["push"]>): FileRow[] =>
    found.flatMap((record): FileRow[] => {
      if (!headerSeen) {
        headerSeen = true;
        return [];
      }
      const { line, fields } = record;
      if (!fields) return [{ line, shown: [record.text], read: wrongRow(`the row: ${record.reason}`) }];
      if (fields.length !== width) {
        const detail = `the row: has ${fields.length} fields, the header ${width}`;
        return [{ line, shown: fields, read: wrongRow(detail) }];
      }
      return family.read(fields).map((read) => ({ line, shown: fields, read }));
    });
  return { push: (text) => toRows(records.push(text)), end: () => toRows(records.end()) };
}

function jsonRows(family: FilePlan["family"] & { kind: "json" }): Records {
  const records = new JsonRecords(family.layout);
  const toRows = (found: ReturnType<JsonRecords["push"]>): FileRow[] =>
    found.flatMap((record): FileRow[] => {
      const { line, value } = record;
      if ("reason" in record)
        return [{ line, shown: [record.text], read: wrongRow(`the row: ${record.reason}`) }];
      return family.read(value).map((read) => ({
        line,
        shown: read.ok ? [] : [JSON.stringify(value).slice(0, 10_000)],
        read,
      }));
    });
  return { push: (text) => toRows(records.push(text)), end: () => toRows(records.end()) };
}

/** The rows of a file, piece by piece, in constant memory. */
export async function* fileRows(plan: FilePlan): AsyncGenerator<{ rows: FileRow[]; bytes: number }> {
  const records = plan.family.kind === "csv" ? csvRows(plan.family) : jsonRows(plan.family);
  let isFirst = true;
  for await (const { text, bytes } of textPieces(plan.source)) {
    yield { rows: records.push(isFirst ? text.replace(/^\uFEFF/, "") : text), bytes };
    isFirst = false;
  }
  yield { rows: records.end(), bytes: plan.source.bytes };
}
