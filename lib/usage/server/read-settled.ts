import "server-only";
import type pg from "pg";
import { moments } from "../growth";
import type { ReportPieces } from "../report-pieces";
import { UserSet } from "../user-set";
import { readLateVersions } from "./late-versions";
import { type Settled, settledUsage } from "./settled-usage";
import * as spanSql from "./usage-span-sql";
import { addSums, noSums, toSums } from "./usage-sums";

/** A dimension of a report: its group, and the stretch of time in which it has events at all, in milliseconds. */
export type Member = { dimensionId: number; group: number; first: number; last: number };

/** A stretch of time of one group, as far as it is kept. */
export type SettledPart = Settled & { group: number; moment: number };

export type SettledReading = {
  /** In the order of their moments. */
  parts: SettledPart[];
  /** What is to be read of the quarters of an hour themselves. */
  stretches: spanSql.Stretch[];
  /** The same by piece, as far as sums are wanted. */
  unsummed: (spanSql.Stretch & { group: number; moment: number })[];
  /** Whole pieces that no span is kept of. */
  missing: spanSql.Stretch[];
  /** Dimensions whose beginning has to be made, and the kept one that it goes on from. */
  beginnings: { dimensionId: number; goesOnFrom: number | null }[];
};

/** A part that this process does not remember. */
type Asked = SettledPart & { key: string; from: number; to: number; isComplete: boolean };

type Reader = { client: pg.PoolClient; members: Member[]; cut: ReportPieces; reading: SettledReading };

/** What this process remembers goes into the reading; the answer has the rest. */
async function recall({ client, members, cut, reading }: Reader, groups: number) {
  const versions = await readLateVersions(client);
  const memory = settledUsage();
  const wholes = cut.pieces.filter(({ isWhole }) => isWhole);
  const asked: Asked[] = [];
  for (let group = 0; group < groups; group += 1) {
    const ids = members.flatMap((member) => (member.group === group ? [member.dimensionId] : []));
    const late = versions.of(ids);
    const keyOf = memory.keysOf(ids);
    for (const { from, to, moment } of [{ from: 0, to: cut.beginning, moment: moments.longAgo }, ...wholes]) {
      const key = keyOf(from, to, late.between(from, to));
      const known = memory.get(key);
      if (known) reading.parts.push({ ...known, group, moment });
      else
        asked.push({ key, from, to, group, moment, users: new UserSet(), sums: noSums(), isComplete: true });
    }
  }
  const holds = ({ dimensionId, from, to }: spanSql.Stretch, { late_version: at }: spanSql.KeptSpan) =>
    Number(at) === versions.of([dimensionId]).between(from, to);
  return { asked, memory, holds };
}

type OfSet = spanSql.Stretch & { set: number };

/** Spans of everything before the beginning, which may go on from an earlier month. */
async function findBeginnings({ client, members, cut, reading }: Reader, asked: Asked[]): Promise<OfSet[]> {
  const { beginning } = cut;
  const wanted = asked.flatMap((part, set) =>
    part.from > 0
      ? []
      : members
          .filter(({ group, first }) => group === part.group && first < beginning)
          .map((member) => ({ part, set, ...member })),
  );
  if (wanted.length === 0) return [];
  const kept = await spanSql.findBeginnings(
    client,
    wanted.map(({ dimensionId }) => dimensionId),
    beginning,
  );
  return wanted.flatMap(({ part, set, dimensionId }) => {
    const until = kept.get(dimensionId);
    if (until !== beginning) {
      part.isComplete = false;
      reading.stretches.push({ dimensionId, from: until ?? 0, to: beginning });
      reading.beginnings.push({ dimensionId, goesOnFrom: until ?? null });
    }
    return until === undefined ? [] : [{ dimensionId, from: 0, to: until, set }];
  });
}

/** Spans of whole pieces, with their sums. */
async function findPieces(
  { client, members, reading }: Reader,
  asked: Asked[],
  holds: (stretch: spanSql.Stretch, span: spanSql.KeptSpan) => boolean,
): Promise<OfSet[]> {
  const wanted = asked.flatMap((part, set) =>
    part.from === 0
      ? []
      : members
          .filter(({ group, first, last }) => group === part.group && part.to > first && part.from <= last)
          .map(({ dimensionId }) => ({ dimensionId, from: part.from, to: part.to, set, part })),
  );
  const found = await spanSql.findSpans(client, wanted);
  return wanted.flatMap(({ part, ...stretch }, nth) => {
    const span = found.get(nth);
    if (span && holds(stretch, span)) {
      addSums(part.sums, toSums(span));
      return [stretch];
    }
    part.isComplete = false;
    const { dimensionId, from, to } = stretch;
    reading.stretches.push({ dimensionId, from, to });
    reading.missing.push({ dimensionId, from, to });
    reading.unsummed.push({ dimensionId, from, to, group: part.group, moment: part.moment });
    return [];
  });
}

/** What goes on: read as it stands. */
function addOpen({ members, cut, reading }: Reader): void {
  for (const { from, to, moment, isWhole } of cut.pieces) {
    if (isWhole) continue;
    for (const { dimensionId, group, first, last } of members) {
      if (to <= first || from > last) continue;
      reading.stretches.push({ dimensionId, from, to });
      reading.unsummed.push({ dimensionId, from, to, group, moment });
    }
  }
}

/** Stretches that follow one another as one. */
function joinStretches(stretches: spanSql.Stretch[]): spanSql.Stretch[] {
  const joined: spanSql.Stretch[] = [];
  for (const next of stretches.sort((a, b) => a.dimensionId - b.dimensionId || a.from - b.from)) {
    const last = joined.at(-1);
    if (last && last.dimensionId === next.dimensionId && last.to === next.from) last.to = next.to;
    else joined.push({ ...next });
  }
  return joined;
}

/**
 * Everything that is settled of a report, by group and piece: what this process remembers, then what the database keeps
 * of each dimension, and what of it is left to be read the long way.
 */
export async function readSettled(
  client: pg.PoolClient,
  members: Member[],
  groups: number,
  cut: ReportPieces,
): Promise<SettledReading> {
  const reading: SettledReading = { parts: [], stretches: [], unsummed: [], missing: [], beginnings: [] };
  const reader = { client, members, cut, reading };
  const { asked, memory, holds } = await recall(reader, groups);
  const spans = [...(await findBeginnings(reader, asked)), ...(await findPieces(reader, asked, holds))];
  for (const { set, chunk, bits } of await spanSql.readSpanUsers(client, spans))
    asked[set]?.users.addPage(chunk, bits);
  for (const part of asked) {
    reading.parts.push(part);
    if (part.isComplete) memory.keep(part.key, { users: part.users, sums: part.sums });
  }
  addOpen(reader);
  reading.stretches = joinStretches(reading.stretches);
  reading.parts.sort((a, b) => a.moment - b.moment);
  return reading;
}
