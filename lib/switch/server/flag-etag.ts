import "server-only";
import { createHash } from "node:crypto";
import { evaluateFlags, type Flag, type FlagSnapshot } from "../flags";

const valuesOf = (flags: readonly Flag[]) => JSON.stringify(flags.map(({ value }) => value));

/**
 * The ETag of `flags`, quoted: the version, and a mark where the clock alone has changed them since it was made. The mark
 * is made of the values, not of what this process has seen: every lane, also one just started, marks the same state alike
 * and another state differently, so that no 304 hides it. `-off`: the snapshot is no longer believed.
 */
export function flagEtag(snapshot: FlagSnapshot, flags: readonly Flag[], isBelieved: boolean): string {
  if (!isBelieved) return `"${snapshot.version}-off"`;
  const values = valuesOf(flags);
  const atFirst = valuesOf(evaluateFlags(snapshot, new Date(snapshot.changedAt)));
  const mark =
    values === atFirst ? "" : `-t${createHash("sha256").update(values).digest("hex").slice(0, 12)}`;
  return `"${snapshot.version}${mark}"`;
}
