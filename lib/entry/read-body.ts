import "server-only";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { Actor } from "../auth";
import { ok, type Result, refuse } from "../kernel/result";
import type { Received, StreamedBody } from "./route";

/** Beside the loop: unpacking 64 MiB takes a while. Stops at maxOutputLength. */
const unpack = promisify(gunzip);

const tooLarge = (maxBytes: number) =>
  refuse("too_large", `The body may have at most ${maxBytes} bytes. Split it.`);

async function readWhole(request: Request): Promise<Uint8Array> {
  return new Uint8Array(await request.arrayBuffer());
}

async function readCounted(request: Request, maxBytes: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (request.body) {
    const reader = request.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.byteLength;
      if (size > maxBytes) {
        await reader.cancel().catch(() => undefined);
        return null;
      }
      chunks.push(part.value);
    }
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

/** Reads at most `maxBytes` (before and after gunzip) or refuses with `too_large`, without keeping the rest. */
export async function readBytes(request: Request, maxBytes: number): Promise<Result<Uint8Array>> {
  const announced = request.headers.get("content-length");
  if (Number(announced ?? 0) > maxBytes) return tooLarge(maxBytes);
  // the server holds a body to the length it announced: then there is nothing to count, and no stream to make
  const read = announced === null ? await readCounted(request, maxBytes) : await readWhole(request);
  if (read === null) return tooLarge(maxBytes);
  const encoding = request.headers.get("content-encoding");
  if (!encoding || encoding === "identity") return ok(read);
  if (encoding !== "gzip")
    return refuse("unsupported_media_type", "Content-Encoding may be gzip or nothing.");
  try {
    return ok(await unpack(read, { maxOutputLength: maxBytes }));
  } catch (error) {
    if ((error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") return tooLarge(maxBytes);
    return refuse("invalid_json", "The body is not valid gzip.");
  }
}

class StreamEnded extends Error {
  constructor(readonly refusal: Result<never>) {
    super("the body was not taken");
  }
}

/** The body piece by piece, within the limit. Throws StreamEnded when it is longer, or the sender went away. */
async function* piecesOf(request: Request, maxBytes: number): AsyncGenerator<Uint8Array> {
  const reader = request.body?.getReader();
  let size = 0;
  try {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      size += part.value.byteLength;
      if (size > maxBytes) throw new StreamEnded(tooLarge(maxBytes));
      yield part.value;
    }
  } catch (error) {
    if (error instanceof StreamEnded) throw error;
    throw new StreamEnded(refuse("invalid_json", "The file did not arrive whole. Send it again."));
  } finally {
    await reader?.cancel().catch(() => undefined);
  }
}

/** Hands a body to its receiver as it comes, never holding more of it than a piece. */
export async function receiveStream(
  request: Request,
  { maxBytes, receive }: StreamedBody,
  asked: { actor: Actor; query: unknown },
): Promise<Result<Received>> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return tooLarge(maxBytes);
  const encoding = request.headers.get("content-encoding") ?? "identity";
  if (encoding !== "identity" && encoding !== "gzip")
    return refuse("unsupported_media_type", "Content-Encoding may be gzip or nothing.");
  try {
    return await receive({ ...asked, body: piecesOf(request, maxBytes) });
  } catch (error) {
    if (error instanceof StreamEnded) return error.refusal;
    throw error;
  }
}

/** Bytes → JSON value. Nothing at all reads as {}. Refuses invalid UTF-8 and what JSON.parse refuses. */
export function parseJson(bytes: Uint8Array): Result<unknown> {
  if (bytes.byteLength === 0) return ok({});
  try {
    return ok(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch {
    return refuse("invalid_json", "The body is not JSON. Check quotes, commas and the encoding (UTF-8).");
  }
}

/** The media type without parameters, in lower case. */
export function mediaType(request: Request): string {
  return (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}
