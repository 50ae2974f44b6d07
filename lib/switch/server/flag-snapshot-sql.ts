import "server-only";
import { fromStoredWindows, type StoredWindow } from "../../campaigns";
import type { FlaggedCampaign, FlagSnapshot } from "../flags";

/**
 * One statement, so that switch, campaigns and version agree. `exhausted` follows the rule that issuing itself
 * follows, and issuing adds to the version when it crosses that line.
 */
export const flagSnapshotSql = `
  SELECT v.version::text, v.changed_at, v.spread_version = v.version AS spread, s.issuance, s.message, s.resume_at, clock_timestamp() AS now,
    coalesce((
      SELECT json_agg(json_build_object(
        'key', c.key, 'status', c.status, 'issuance', c.issuance,
        'startsAt', c.starts_at, 'endsAt', c.ends_at, 'resumeAt', c.resume_at,
        'windows', c.windows, 'timeZone', c.time_zone, 'exhausted', NOT campaign_room(c)
      ) ORDER BY c.key)
      FROM campaign c
      WHERE c.first_live_at IS NOT NULL AND (c.archived_at IS NULL OR c.archived_at > now() - interval '30 days')
    ), '[]'::json) AS campaigns,
    (SELECT d.flag_on FROM drill d WHERE d.status = 'running') AS drill
  FROM change_version v, promotion_switch s WHERE v.id = 1 AND s.id = 1`;

export type FlagSnapshotRow = {
  version: string;
  changed_at: Date;
  spread: boolean;
  issuance: "on" | "paused";
  message: string | null;
  resume_at: Date | null;
  now: Date;
  campaigns: (Omit<FlaggedCampaign, "windows" | "timeZone"> & {
    windows: StoredWindow[] | null;
    timeZone: string | null;
  })[];
  drill: boolean | null;
};

export function toFlagSnapshot(row: FlagSnapshotRow): FlagSnapshot {
  const utc = (at: string | null) => (at === null ? null : new Date(at).toISOString());
  return {
    version: Number(row.version),
    changedAt: row.changed_at.toISOString(),
    spread: row.spread,
    issuance: row.issuance,
    message: row.message,
    resumeAt: row.resume_at?.toISOString() ?? null,
    campaigns: row.campaigns.map(({ windows, timeZone, ...campaign }) => ({
      ...campaign,
      ...(windows ? { windows: fromStoredWindows(windows) ?? [] } : {}),
      ...(timeZone ? { timeZone } : {}),
      startsAt: utc(campaign.startsAt),
      endsAt: utc(campaign.endsAt),
      resumeAt: utc(campaign.resumeAt),
    })),
    drill: row.drill,
  };
}
