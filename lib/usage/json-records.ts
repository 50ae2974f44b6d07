/** One value of a JSON file, or why it is none. `line` is the line in a file of lines, else the place in the array. */
export type JsonRecord =
  | { line: number; value: unknown }
  | { line: number; value: undefined; text: string; reason: string };

/** Characters of one value; a page of an export may be long. */
export const LONGEST_VALUE = 64 * 1_048_576;
const SHOWN = 500;
const QUOTE = 34;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;

/** `lines`: one value a line. `document`: one array of values, or values one after the other over several lines. */
export type JsonLayout = "lines" | "document";

/** How a file is laid out, from its beginning: lines, when the first line is a whole object. */
export function detectJsonLayout(beginning: string): JsonLayout {
  const text = beginning.replace(/^\uFEFF?\s*/, "");
  if (!text.startsWith("{")) return "document";
  const newline = text.indexOf("\n");
  return parse(newline < 0 ? text : text.slice(0, newline)) === undefined ? "document" : "lines";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toRecord(line: number, text: string): JsonRecord {
  const value = parse(text);
  if (value !== undefined) return { line, value };
  return { line, value: undefined, text: text.slice(0, SHOWN), reason: "is not JSON" };
}

const TOO_LONG = "is longer than 64 MiB";

/** JSON in pieces of any size: `push` gives the values that are complete, `end` the rest. */
export class JsonRecords {
  private buffer = "";
  private line = 0;
  private skipping = false;
  private scan = { at: 0, depth: 0, inString: false, start: -1 };

  constructor(private readonly layout: JsonLayout) {}

  push(text: string): JsonRecord[] {
    this.buffer += text;
    return this.layout === "lines" ? this.readLines() : this.readDocument();
  }

  end(): JsonRecord[] {
    if (this.layout === "lines") {
      if (this.buffer !== "" && !this.buffer.endsWith("\n")) this.buffer += "\n";
      return this.readLines();
    }
    const records = this.readDocument();
    if (this.scan.start >= 0) records.push(this.refuse("is not complete: the file ends in it"));
    return records;
  }

  private readLines(): JsonRecord[] {
    const records: JsonRecord[] = [];
    let at = 0;
    for (let newline = this.buffer.indexOf("\n"); newline >= 0; newline = this.buffer.indexOf("\n", at)) {
      const text = this.buffer.slice(at, newline).trim();
      this.line += 1;
      if (!this.skipping && text !== "") records.push(toRecord(this.line, text));
      this.skipping = false;
      at = newline + 1;
    }
    this.buffer = this.buffer.slice(at);
    if (this.buffer.length > LONGEST_VALUE) {
      if (!this.skipping)
        records.push({
          line: this.line + 1,
          value: undefined,
          text: this.buffer.slice(0, SHOWN),
          reason: TOO_LONG,
        });
      this.skipping = true;
      this.buffer = "";
    }
    return records;
  }

  /** Finds objects by their braces, outside of strings; brackets and commas between them are passed over. */
  private readDocument(): JsonRecord[] {
    const records: JsonRecord[] = [];
    const { scan } = this;
    for (; scan.at < this.buffer.length; scan.at += 1) {
      const code = this.buffer.charCodeAt(scan.at);
      if (scan.inString) {
        if (code === BACKSLASH) {
          // the escaped sign may come with the next piece
          if (scan.at + 1 >= this.buffer.length) break;
          scan.at += 1;
        } else if (code === QUOTE) scan.inString = false;
      } else if (code === QUOTE) scan.inString = scan.depth > 0;
      else if (code === OPEN) {
        if (scan.depth === 0) scan.start = scan.at;
        scan.depth += 1;
      } else if (code === CLOSE && scan.depth > 0) {
        scan.depth -= 1;
        if (scan.depth === 0) {
          this.line += 1;
          records.push(toRecord(this.line, this.buffer.slice(scan.start, scan.at + 1)));
          scan.start = -1;
        }
      }
    }
    if (scan.start >= 0 && scan.at - scan.start > LONGEST_VALUE) {
      records.push(this.refuse(TOO_LONG));
      this.scan = { at: 0, depth: 0, inString: false, start: -1 };
      this.buffer = "";
      return records;
    }
    const keepFrom = scan.start >= 0 ? scan.start : scan.at;
    this.buffer = this.buffer.slice(keepFrom);
    scan.at -= keepFrom;
    if (scan.start >= 0) scan.start = 0;
    return records;
  }

  private refuse(reason: string): JsonRecord {
    this.line += 1;
    const text = this.buffer.slice(this.scan.start, this.scan.start + SHOWN);
    return { line: this.line, value: undefined, text, reason };
  }
}
