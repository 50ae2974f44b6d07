-- Output tokens of a metric come without requests of their own: those are counted with the input tokens.
ALTER TABLE "usage_event" DROP CONSTRAINT "usage_event_figures";
ALTER TABLE "usage_event" ADD CONSTRAINT "usage_event_figures" CHECK (
  requests >= 0 AND input_tokens >= 0 AND output_tokens >= 0 AND gpu_seconds >= 0
  AND cached_input_tokens BETWEEN 0 AND input_tokens AND reasoning_tokens BETWEEN 0 AND output_tokens);

-- The last reading of each counter that only grows (cumulative OTLP metrics): what is above it is counted.
CREATE TABLE "usage_counter" (
    "counter" UUID NOT NULL,
    "read_nanos" BIGINT NOT NULL,
    "tokens" BIGINT NOT NULL,
    "requests" BIGINT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usage_counter_pkey" PRIMARY KEY ("counter")
) WITH (fillfactor = 70);
