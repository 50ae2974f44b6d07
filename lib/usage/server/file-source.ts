import "server-only";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { err, ok, type Result } from "../../kernel/result";

const PIECE_BYTES = 65_536;

/** Where the bytes of a usage file lie; they may be read as often as one likes. */
export type FileSource = {
  /** As whoever gave it knows it. */
  name: string;
  bytes: number;
  open: () => AsyncIterable<Uint8Array>;
};

/** A file on disk. The error is a sentence for the person who called. */
export async function fileOnDisk(file: string): Promise<Result<FileSource, string>> {
  try {
    const found = await stat(file);
    if (!found.isFile()) return err(`${file} is not a file.`);
    const open = () => createReadStream(file, { highWaterMark: PIECE_BYTES });
    return ok({ name: file, bytes: found.size, open });
  } catch (error) {
    return err(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? error}.`);
  }
}

/** gzip tells itself by its first two bytes, whatever the file is called. */
const isGzip = (first: Uint8Array) => first[0] === 0x1f && first[1] === 0x8b;

function unpacked(packed: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES });
  // whoever reads is told by the stream itself
  pipeline(Readable.from(packed, { objectMode: false }), gunzip, () => undefined);
  return gunzip;
}

/** The file's text piece by piece, with the number of its bytes read so far. */
export async function* textPieces(source: FileSource): AsyncGenerator<{ text: string; bytes: number }> {
  let bytes = 0;
  const pieces = source.open()[Symbol.asyncIterator]();
  const first = await pieces.next();
  if (first.done) return;
  async function* counted(): AsyncGenerator<Uint8Array> {
    try {
      for (let piece = first; !piece.done; piece = await pieces.next()) {
        bytes += piece.value.byteLength;
        yield piece.value;
      }
    } finally {
      await pieces.return?.();
    }
  }
  const decoder = new TextDecoder();
  for await (const piece of isGzip(first.value) ? unpacked(counted()) : counted())
    yield { text: decoder.decode(piece, { stream: true }), bytes };
  const rest = decoder.decode();
  if (rest) yield { text: rest, bytes };
}

const BEGINNING_CHARACTERS = 262_144;

/** Enough of it to tell what it is. */
export async function readBeginning(source: FileSource): Promise<string> {
  let beginning = "";
  for await (const { text } of textPieces(source)) {
    beginning += text;
    if (beginning.length >= BEGINNING_CHARACTERS) break;
  }
  return beginning;
}
