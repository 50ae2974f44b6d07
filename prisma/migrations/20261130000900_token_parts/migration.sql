-- Parts of input and output tokens that providers price by themselves. NULL = 0, which takes no room in a row.
ALTER TABLE "usage_event"
  ADD COLUMN "cache_write_tokens" BIGINT,
  ADD COLUMN "audio_input_tokens" BIGINT,
  ADD COLUMN "audio_output_tokens" BIGINT;
ALTER TABLE "usage_event" ADD CONSTRAINT "usage_event_parts" CHECK (
  (cache_write_tokens IS NULL OR cache_write_tokens BETWEEN 1 AND input_tokens - cached_input_tokens)
  AND (audio_input_tokens IS NULL OR audio_input_tokens BETWEEN 1 AND input_tokens)
  AND (audio_output_tokens IS NULL OR audio_output_tokens BETWEEN 1 AND output_tokens));
ALTER TABLE "price"
  ADD COLUMN "cache_write_per_million" TEXT,
  ADD COLUMN "audio_input_per_million" TEXT,
  ADD COLUMN "audio_output_per_million" TEXT;
