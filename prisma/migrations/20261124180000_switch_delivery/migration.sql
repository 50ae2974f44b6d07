-- A person's pause may take over a key's or a guardrail's: then undoing it is not the same as opening the flow.
ALTER TABLE "pause" ADD COLUMN     "taken_over_at" TIMESTAMPTZ(3);

-- Which frontends have fetched a version is told by key, so that a straggler has a name.
DROP TABLE "flag_delivery";
CREATE TABLE "flag_delivery" (
    "lane_id" TEXT NOT NULL,
    "version" BIGINT NOT NULL,
    "key_id" UUID NOT NULL,
    "connected" INTEGER NOT NULL,
    "seen" INTEGER NOT NULL,
    "slowest_ms" INTEGER,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "flag_delivery_pkey" PRIMARY KEY ("version","lane_id","key_id")
);
