import "server-only";
import { pool } from "../../platform/db";
import type { PersonActor } from "../actor";
import type { Role } from "../roles";

// A session that was replaced stands a moment longer, so that requests under way find it.
const STANDS =
  "s.expires_at > now() AND (s.ended_at IS NULL OR s.ended_at > now()) AND p.disabled_at IS NULL";

export type StandingSession = {
  id: string;
  person: PersonActor;
  /** The person's role changed since: this browser is due a new id. */
  renew: boolean;
};

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** Today's truth about a session, with today's role; null when it was ended, is over, or the person is disabled. */
export async function getSession(id: string): Promise<StandingSession | null> {
  if (!UUID.test(id)) return null;
  const { rows } = await pool().query<{
    person_id: string;
    name: string;
    email: string;
    role: Role;
    renew: boolean;
    unseen: boolean;
  }>(
    `SELECT s.person_id, p.name, p.email, p.role, s.renew AND s.ended_at IS NULL AS renew,
            s.last_seen_at < now() - interval '1 minute' AS unseen
     FROM session s JOIN person p ON p.id = s.person_id WHERE s.id = $1 AND ${STANDS}`,
    [id],
  );
  const row = rows[0];
  if (!row) return null;
  // nobody waits for it
  if (row.unseen) void noteSeen(id).catch(() => undefined);
  const { person_id, name, email, role, renew } = row;
  return { id, person: { kind: "person", id: person_id, name, email, role }, renew };
}

async function noteSeen(id: string): Promise<void> {
  await pool().query(
    "UPDATE session SET last_seen_at = now() WHERE id = $1 AND last_seen_at < now() - interval '1 minute'",
    [id],
  );
}

/** Those of `ids` that still stand. */
export async function listStandingSessions(ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT s.id FROM session s JOIN person p ON p.id = s.person_id WHERE s.id = ANY($1::uuid[]) AND ${STANDS}`,
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}
