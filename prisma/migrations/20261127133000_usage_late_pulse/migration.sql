-- Counts the commits that wrote something older than an hour, as "version" counts all: reading 32 rows tells whether any
-- version of usage_late moved, which has a row for each day and dimension.
ALTER TABLE "usage_pulse" ADD COLUMN "late_version" BIGINT NOT NULL DEFAULT 0;
