import "server-only";
import { createHash } from "node:crypto";
import { type Actor, authorize, stampOf } from "../../auth";
import { ok, type Result, refuse } from "../../kernel/result";
import { toUploadOptions, type UsageImportQuery } from "../import-input";
import { planFile } from "./file-rows";
import { countKeptUploads, readPieces } from "./usage-import-queries";
import { addPiece, beginUpload, endUpload, forgetUpload } from "./usage-import-store";

const PIECE_BYTES = 1024 * 1024;
/** Files that wait at one time: with the limit of each, so much room they take at most. */
const MOST_KEPT = 20;

function wrongFile(detail: string) {
  return refuse("invalid_request", detail, [{ pointer: "#", detail }]);
}

/** Writes the bytes away as they come, a piece at a time. */
async function keep(id: string, body: AsyncIterable<Uint8Array>): Promise<{ bytes: number; sha256: string }> {
  const digest = createHash("sha256");
  let [nth, bytes, held] = [0, 0, 0];
  let waiting: Uint8Array[] = [];
  const put = async () => {
    await addPiece(id, nth, Buffer.concat(waiting));
    nth += 1;
    held = 0;
    waiting = [];
  };
  for await (const part of body) {
    digest.update(part);
    bytes += part.byteLength;
    held += part.byteLength;
    waiting.push(part);
    if (held >= PIECE_BYTES) await put();
  }
  if (held > 0) await put();
  return { bytes, sha256: digest.digest("hex") };
}

/**
 * Takes a usage file in, in constant memory, and looks at its beginning. `invalid_request` for a file that cannot be
 * read, `invalid_transition` while twenty others wait. It is not read until it is started.
 */
export async function receiveUsageFile(
  actor: Actor,
  query: UsageImportQuery,
  body: AsyncIterable<Uint8Array>,
): Promise<Result<{ id: string; sha256: string }>> {
  const may = authorize(actor, "import_usage");
  if (!may.ok) return may;
  if ((await countKeptUploads()) >= MOST_KEPT)
    return refuse(
      "invalid_transition",
      `${MOST_KEPT} usage files wait already. Import or discard one of them, then send this one again.`,
    );
  const options = toUploadOptions(query);
  const fileName = query.fileName ?? query.source ?? "usage";
  const id = await beginUpload(fileName, options, stampOf(actor));
  let taken = false;
  try {
    const { bytes, sha256 } = await keep(id, body);
    const source = { name: fileName, bytes, open: () => readPieces(id) };
    const plan = await planFile(source, options, Date.now() * 1000).catch((error) => {
      // what zlib says of a file that only begins like one of its own
      if (/^Z_/.test((error as { code?: string }).code ?? "")) return null;
      throw error;
    });
    if (!plan) return wrongFile(`${fileName} begins like gzip and is damaged. Pack it again.`);
    // the command calls its options with dashes
    if (!plan.ok) return wrongFile(plan.error.replaceAll("--", ""));
    const { format, columns } = plan.value;
    await endUpload(id, { bytes, sha256, format, columns });
    taken = true;
    return ok({ id, sha256 });
  } finally {
    if (!taken) await forgetUpload(id);
  }
}
