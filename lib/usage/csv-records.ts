/** One record of a CSV file: its fields, or why it is none. `line` counts from 1. */
export type CsvRecord =
  | { line: number; fields: string[] }
  | { line: number; fields: null; text: string; reason: string };

/** Characters of one record; longer ones are refused so that memory stays constant. */
export const LONGEST_RECORD = 1_048_576;
const SHOWN = 500;

const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;

type Quoted = { fields: string[]; next: number } | "more" | { wrong: string };

/**
 * CSV (RFC 4180) in pieces of any size: `push` gives the records that are complete, `end` the rest. Blank lines are
 * skipped. A record with a quote that never closes costs its first line only; what follows is read on.
 */
export class CsvRecords {
  private buffer = "";
  private line = 1;
  private skipping = false;

  constructor(private readonly delimiter = ",") {}

  push(text: string): CsvRecord[] {
    this.buffer += text;
    return this.read(false);
  }

  end(): CsvRecord[] {
    // a last line without its end is a line
    if (this.buffer !== "" && !this.buffer.endsWith("\n")) this.buffer += "\n";
    return this.read(true);
  }

  private read(isEnd: boolean): CsvRecord[] {
    const records: CsvRecord[] = [];
    let at = 0;
    for (;;) {
      const newline = this.buffer.indexOf("\n", at);
      if (newline < 0) {
        if (this.buffer.length - at > LONGEST_RECORD) {
          if (!this.skipping)
            records.push(this.refuse(at, this.buffer.length, "is longer than a million characters"));
          this.skipping = true;
          at = this.buffer.length;
        }
        break;
      }
      if (this.skipping) {
        this.skipping = false;
        this.line += 1;
        at = newline + 1;
        continue;
      }
      const next = this.readRecord(records, at, newline, isEnd);
      if (next === null) break;
      at = next;
    }
    this.buffer = this.buffer.slice(at);
    return records;
  }

  /** The index after the record at `at`, whose first line ends at `newline`; null when more text is needed. */
  private readRecord(records: CsvRecord[], at: number, newline: number, isEnd: boolean): number | null {
    const end = this.buffer.charCodeAt(newline - 1) === RETURN && newline > at ? newline - 1 : newline;
    const text = this.buffer.slice(at, end);
    if (!text.includes('"')) {
      if (text.length > LONGEST_RECORD)
        records.push(this.refuse(at, end, "is longer than a million characters"));
      else if (text !== "") records.push({ line: this.line, fields: text.split(this.delimiter) });
      this.line += 1;
      return newline + 1;
    }
    const quoted = this.readQuoted(at);
    if (quoted === "more" && !isEnd && this.buffer.length - at <= LONGEST_RECORD) return null;
    if (quoted === "more" || "wrong" in quoted || quoted.next - at > LONGEST_RECORD) {
      const reason =
        quoted !== "more" && "wrong" in quoted ? quoted.wrong : "opens a quote that never closes";
      records.push(this.refuse(at, end, reason));
      this.line += 1;
      return newline + 1;
    }
    records.push({ line: this.line, fields: quoted.fields });
    for (let from = at; from < quoted.next; from += 1) {
      if (this.buffer.charCodeAt(from) === NEWLINE) this.line += 1;
    }
    return quoted.next;
  }

  private readQuoted(start: number): Quoted {
    const fields: string[] = [];
    let at = start;
    for (;;) {
      let field: string;
      if (this.buffer.charCodeAt(at) === QUOTE) {
        const closing = this.findClosing(at + 1);
        if (closing < 0) return "more";
        field = this.buffer.slice(at + 1, closing).replaceAll('""', '"');
        at = closing + 1;
      } else {
        let end = at;
        while (this.buffer[end] !== this.delimiter && this.buffer.charCodeAt(end) !== NEWLINE) {
          if (end >= this.buffer.length) return "more";
          end += 1;
        }
        const isReturn =
          this.buffer.charCodeAt(end) === NEWLINE && this.buffer.charCodeAt(end - 1) === RETURN;
        field = this.buffer.slice(at, isReturn && end > at ? end - 1 : end);
        at = end;
      }
      fields.push(field);
      if (this.buffer[at] === this.delimiter) {
        at += 1;
        continue;
      }
      if (this.buffer.charCodeAt(at) === RETURN && this.buffer.charCodeAt(at + 1) === NEWLINE) at += 1;
      if (this.buffer.charCodeAt(at) === NEWLINE) return { fields, next: at + 1 };
      if (at >= this.buffer.length - 1) return "more";
      return { wrong: "has text after a closing quote" };
    }
  }

  private findClosing(from: number): number {
    let at = this.buffer.indexOf('"', from);
    while (at >= 0 && this.buffer.charCodeAt(at + 1) === QUOTE) at = this.buffer.indexOf('"', at + 2);
    return at;
  }

  private refuse(from: number, to: number, reason: string): CsvRecord {
    return {
      line: this.line,
      fields: null,
      text: this.buffer.slice(from, Math.min(to, from + SHOWN)),
      reason,
    };
  }
}
