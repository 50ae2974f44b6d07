-- What a request was served as (batch, flex, priority, thinking, …), of a dimension and of a price; '' = none said, any.
ALTER TABLE "usage_dimension" ADD COLUMN "service_tier" TEXT COLLATE "C" NOT NULL DEFAULT '';
DROP INDEX "usage_dimension_source_model_provider_region_campaign_key";
CREATE UNIQUE INDEX "usage_dimension_scope" ON "usage_dimension"
  ("source", "model", "provider", "region", "campaign", "service_tier");

ALTER TABLE "price" ADD COLUMN "service_tier" TEXT NOT NULL DEFAULT '';
-- What a longer request costs: [{"aboveInputTokens": 200000, "perMillion": {"input": "6.00", …}}, …], the shortest first.
ALTER TABLE "price" ADD COLUMN "context_tiers" JSONB NOT NULL DEFAULT '[]';
ALTER TABLE "price" ADD CONSTRAINT "price_context_tiers" CHECK (jsonb_typeof(context_tiers) = 'array');
DROP INDEX "price_origin_model_provider_region_source_effective_from_key";
CREATE UNIQUE INDEX "price_scope" ON "price"
  ("origin", "model", "provider", "region", "source", "service_tier", "effective_from");
