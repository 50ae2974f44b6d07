import "server-only";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { ok, type Result, refuse } from "../kernel/result";

const unzip = promisify(gunzip);

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
  const tooLarge = refuse("too_large", `The body may have at most ${maxBytes} bytes. Split it.`);
  const announced = request.headers.get("content-length");
  if (Number(announced ?? 0) > maxBytes) return tooLarge;
  // the server holds a body to the length it announced: then there is nothing to count, and no stream to make
  const read = announced === null ? await readCounted(request, maxBytes) : await readWhole(request);
  if (read === null) return tooLarge;
  const encoding = request.headers.get("content-encoding");
  if (!encoding || encoding === "identity") return ok(read);
  if (encoding !== "gzip")
    return refuse("unsupported_media_type", "Content-Encoding may be gzip or nothing.");
  try {
    return ok(await unzip(read, { maxOutputLength: maxBytes }));
  } catch (error) {
    if ((error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") return tooLarge;
    return refuse("invalid_json", "The body is not valid gzip.");
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
