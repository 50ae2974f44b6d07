import "server-only";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { err, ok, type Result } from "../../kernel/result";
import { CsvRecords } from "../csv-records";
import { detectCsvFormat, detectDelimiter, detectJsonFormat, type ImportFormat, readersOf } from "../formats";
import type { ImportOptions } from "../import-options";
import type { ReadFields, ReadRow, ReadValue } from "../import-row";
import { detectJsonLayout, type JsonLayout, JsonRecords } from "../json-records";

const PIECE_BYTES = 65_536;
const BEGINNING_BYTES = 262_144;

/** One row of a file: what was read of it, and how it stands in the file of rejected rows. */
export type FileRow = { line: number; read: ReadRow; shown: string[] };
/** How a file is to be read. */
export type FilePlan = {
  file: string;
  bytes: number;
  format: ImportFormat;
  /** Titles of `shown`. */
  columns: string[];
  family:
    | { kind: "csv"; delimiter: string; header: string[]; read: ReadFields }
    | { kind: "json"; layout: JsonLayout; read: ReadValue };
};

const isGzip = (file: string) => file.endsWith(".gz");

/** The file's text piece by piece, with the number of its bytes read so far. */
async function* textPieces(file: string): AsyncGenerator<{ text: string; bytes: number }> {
  const raw = createReadStream(file, { highWaterMark: PIECE_BYTES });
  const stream = isGzip(file) ? raw.pipe(createGunzip({ chunkSize: PIECE_BYTES })) : raw;
  if (stream !== raw) raw.on("error", (error) => stream.destroy(error));
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    yield { text: decoder.decode(chunk as Uint8Array, { stream: true }), bytes: raw.bytesRead };
  }
  const rest = decoder.decode();
  if (rest) yield { text: rest, bytes: raw.bytesRead };
}

async function readBeginning(file: string): Promise<string> {
  if (isGzip(file)) {
    for await (const { text } of textPieces(file)) return text;
    return "";
  }
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(BEGINNING_BYTES), 0, BEGINNING_BYTES, 0);
    return new TextDecoder().decode(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

function planCsv(beginning: string, options: ImportOptions, nowMicros: number) {
  const firstLine = beginning.split("\n", 1)[0] ?? "";
  const delimiter = detectDelimiter(firstLine);
  const records = new CsvRecords(delimiter);
  const first = [...records.push(beginning), ...records.end()][0];
  if (!first?.fields) return err(`The first line is no header: it ${first ? first.reason : "is empty"}.`);
  const header = first.fields;
  const format = options.format ?? detectCsvFormat(header);
  const open = readersOf(format, { map: options.map, nowMicros }).csv;
  if (!open) return err(`${format} is read from JSON; this file looks like CSV. Leave --format away.`);
  const read = open(header);
  if (!read.ok) return read;
  return ok({
    format,
    columns: header,
    family: { kind: "csv" as const, delimiter, header, read: read.value },
  });
}

function planJson(beginning: string, options: ImportOptions, nowMicros: number) {
  const layout = detectJsonLayout(beginning);
  const records = new JsonRecords(layout);
  const first = records.push(`${beginning}\n`)[0];
  const format = options.format ?? (first && detectJsonFormat(first.value));
  if (!format) return err("What is in this file cannot be told from its beginning. Name it with --format.");
  const read = readersOf(format, { map: options.map, nowMicros }).json;
  if (!read) return err(`${format} is read from CSV; this file looks like JSON. Leave --format away.`);
  return ok({ format, columns: ["row"], family: { kind: "json" as const, layout, read } });
}

/** Looks at the beginning of a file. The error is a sentence for the person who called. */
export async function planFile(
  file: string,
  options: ImportOptions,
  nowMicros: number,
): Promise<Result<FilePlan, string>> {
  let bytes: number;
  try {
    const found = await stat(file);
    if (!found.isFile()) return err(`${file} is not a file.`);
    bytes = found.size;
  } catch (error) {
    return err(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? error}.`);
  }
  const beginning = (await readBeginning(file)).replace(/^\uFEFF/, "");
  if (beginning.trim() === "") return err(`${file} is empty.`);
  const isJson = /^\s*[[{]/.test(beginning);
  const plan = isJson ? planJson(beginning, options, nowMicros) : planCsv(beginning, options, nowMicros);
  return plan.ok ? ok({ file, bytes, ...plan.value }) : err(`${file}: ${plan.error}`);
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
  for await (const { text, bytes } of textPieces(plan.file)) {
    yield { rows: records.push(isFirst ? text.replace(/^\uFEFF/, "") : text), bytes };
    isFirst = false;
  }
  yield { rows: records.end(), bytes: plan.bytes };
}
