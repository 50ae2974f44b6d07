-- What people noted about an instant or a stretch of time; the charts show it.
CREATE TABLE "annotation" (
    "id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "text" TEXT NOT NULL,
    "campaign_key" TEXT,
    "created_by_kind" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "edited_at" TIMESTAMPTZ(3),

    CONSTRAINT "annotation_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "annotation_ends_after_start" CHECK ("ends_at" > "starts_at")
);
CREATE INDEX "annotation_starts_at_id_idx" ON "annotation"("starts_at", "id");
