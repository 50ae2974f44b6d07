-- What one more coupon user is expected to cost in inference, as lib/costs last learned it from usage: one row, read by
-- lib/campaigns, which knows neither usage nor rates. Also what discounts of other currencies are worth just now.
CREATE TABLE "serve_basis" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "forecast" JSONB NOT NULL,
    "rates" JSONB NOT NULL,
    "learned_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "serve_basis_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "serve_basis_one" CHECK ("id" = 1)
);
