import "server-only";
import { pool } from "../../platform/db";

/** One metered request of a subject, with all that is kept of it. */
export type SubjectEvent = {
  at: string;
  source: string;
  id: string;
  model: string;
  provider?: string;
  region?: string;
  serviceTier?: string;
  campaign?: string;
  requests: number;
  inputTokens: number;
  outputTokens: number;
  cachedInputTokens: number;
  reasoningTokens: number;
  cacheWriteTokens?: number;
  audioInputTokens?: number;
  audioOutputTokens?: number;
  gpuSeconds: string;
  /** Micro-units of the reporting currency; null while no price is known. */
  costMicros: string | null;
};
export type SubjectSignup = { at: string; source: string; id: string; campaign?: string };

/** A quarter of an hour in which the subject was seen with something. */
type Seen = { dimension_id: number; bucket_start: Date };

async function findSubjectId(subject: string): Promise<number | null> {
  const { rows } = await pool().query<{ id: number }>("SELECT id FROM usage_subject WHERE subject = $1", [
    subject,
  ]);
  return rows[0]?.id ?? null;
}

/** The names of numbers; an erased subject's is the one that took its place. */
export async function nameSubjects(ids: readonly number[]): Promise<Map<number, string>> {
  const { rows } = await pool().query<{ id: number; subject: string }>(
    "SELECT id, subject FROM usage_subject WHERE id = ANY ($1::int[])",
    [[...ids]],
  );
  return new Map(rows.map(({ id, subject }) => [id, subject]));
}

async function listSeen(subjectId: number): Promise<Seen[]> {
  const { rows } = await pool().query<Seen>(
    `SELECT dimension_id, bucket_start FROM usage_presence WHERE $1::int = ANY (subject_ids)
     ORDER BY bucket_start, dimension_id`,
    [subjectId],
  );
  return rows;
}

/** In how many quarters of an hour the subject sent something, the first and the last; null when in none. */
export async function getSubjectUsage(
  subject: string,
): Promise<{ quarterHours: number; firstAt: string; lastAt: string } | null> {
  const id = await findSubjectId(subject);
  const starts = id === null ? [] : (await listSeen(id)).map(({ bucket_start }) => bucket_start.getTime());
  const [first] = starts;
  const last = starts.at(-1);
  if (first === undefined || last === undefined) return null;
  return {
    quarterHours: new Set(starts).size,
    firstAt: new Date(first).toISOString(),
    lastAt: new Date(last).toISOString(),
  };
}

export async function listSubjectSignups(subject: string): Promise<SubjectSignup[]> {
  const { rows } = await pool().query<{
    at: Date;
    source: string;
    event_id: string;
    campaign: string | null;
  }>("SELECT at, source, event_id, campaign FROM usage_signup WHERE subject = $1 ORDER BY at, id", [subject]);
  return rows.map(({ at, source, event_id, campaign }) => ({
    at: at.toISOString(),
    source,
    id: event_id,
    ...(campaign ? { campaign } : {}),
  }));
}

const SEEN_A_READ = 500;
const rowText = `json_build_object(
  'at', to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'source', d.source, 'id', e.event_id,
  'model', d.model, 'provider', nullif(d.provider, ''), 'region', nullif(d.region, ''),
  'campaign', nullif(d.campaign, ''), 'serviceTier', nullif(d.service_tier, ''), 'requests', e.requests, 'inputTokens', e.input_tokens,
  'outputTokens', e.output_tokens, 'cachedInputTokens', e.cached_input_tokens, 'reasoningTokens', e.reasoning_tokens,
  'gpuSeconds', trim_scale(e.gpu_seconds)::text, 'costMicros', e.cost_micros::text)`;
/** Absent where there are none. */
const partsText = `json_strip_nulls(json_build_object('cacheWriteTokens', e.cache_write_tokens,
  'audioInputTokens', e.audio_input_tokens, 'audioOutputTokens', e.audio_output_tokens))`;

/**
 * Every event of the subject, the first one first, some at a time: the quarters of an hour in which it was seen say where
 * to look, since no index leads from a subject to its events.
 */
export async function* readSubjectEvents(subject: string): AsyncGenerator<SubjectEvent[]> {
  const id = await findSubjectId(subject);
  if (id === null) return;
  const seen = await listSeen(id);
  for (let at = 0; at < seen.length; at += SEEN_A_READ) {
    const part = seen.slice(at, at + SEEN_A_READ);
    const { rows } = await pool().query<{ event: Record<string, unknown>; parts: Record<string, number> }>(
      `SELECT ${rowText} AS event, ${partsText} AS parts
       FROM unnest($1::int[], $2::timestamptz[]) AS seen (dimension_id, bucket_start)
       JOIN usage_event e ON e.at >= seen.bucket_start AND e.at < seen.bucket_start + interval '15 minutes'
         AND e.dimension_id = seen.dimension_id AND e.subject_id = $3
       JOIN usage_dimension d ON d.id = e.dimension_id
       ORDER BY e.at, e.id`,
      [
        part.map(({ dimension_id }) => dimension_id),
        part.map(({ bucket_start }) => bucket_start.toISOString()),
        id,
      ],
    );
    yield rows.map(
      ({ event: { provider, region, campaign, serviceTier, ...event }, parts }) =>
        ({
          ...event,
          ...parts,
          ...(provider ? { provider } : {}),
          ...(region ? { region } : {}),
          ...(campaign ? { campaign } : {}),
          ...(serviceTier ? { serviceTier } : {}),
        }) as SubjectEvent,
    );
  }
}
