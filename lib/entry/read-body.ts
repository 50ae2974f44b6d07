import "server-only";
import { gunzipSync } from "node:zlib";
import { ok, type Result, refuse } from "../kernel/result";

/** Reads at most `maxBytes` (before and after gunzip) or refuses with `too_large`, without keeping the rest. */
export async function readBytes(request: Request, maxBytes: number): Promise<Result<Uint8Array>> {
  const tooLarge = refuse("too_large", `The body may have at most ${maxBytes} bytes. Split it.`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (request.body) {
    const reader = request.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.byteLength;
      if (size > maxBytes) {
        await reader.cancel().catch(() => undefined);
        return tooLarge;
      }
      chunks.push(part.value);
    }
  }
  const bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
  const encoding = request.headers.get("content-encoding");
  if (!encoding || encoding === "identity") return ok(bytes);
  if (encoding !== "gzip")
    return refuse("unsupported_media_type", "Content-Encoding may be gzip or nothing.");
  try {
    return ok(gunzipSync(bytes, { maxOutputLength: maxBytes }));
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
