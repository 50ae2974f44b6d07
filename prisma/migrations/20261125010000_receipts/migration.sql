-- How long each frontend took, in geometric buckets (lib/switch/latency.ts), so that lanes can be summed.
ALTER TABLE "flag_delivery" ADD COLUMN     "latencies" INTEGER[] DEFAULT ARRAY[]::INTEGER[];
-- What was asked for and refused while a pause stood.
ALTER TABLE "pause" ADD COLUMN     "refused" BIGINT NOT NULL DEFAULT 0;
-- The last version that frontends may hear of over half a second instead of at once: a resume or start by the clock.
ALTER TABLE "change_version" ADD COLUMN     "spread_version" BIGINT NOT NULL DEFAULT 0;

-- The lanes that serve flags now, and how many frontends each holds, by key: a row a lane, fresh for seconds.
CREATE TABLE "lane" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "version" BIGINT NOT NULL,
    "snapshot_age_ms" INTEGER NOT NULL,
    "streams" JSONB NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lane_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "lane_seen_at_idx" ON "lane"("seen_at");
