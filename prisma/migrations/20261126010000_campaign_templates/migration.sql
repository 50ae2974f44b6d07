-- Wordings to start a campaign from.
CREATE TABLE "campaign_template" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "campaign_template_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "campaign_template_name_key" ON "campaign_template"("name");
