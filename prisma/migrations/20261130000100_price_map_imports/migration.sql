-- A price map that was read and compared with the prices in force. What is applied is what was shown: book_version is the
-- version of the price book that the rows were compared with.
CREATE TABLE "price_map_import" (
    "id" SERIAL NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'previewed',
    "file_sha256" TEXT NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "provider" TEXT NOT NULL DEFAULT '',
    "holds_for" TEXT NOT NULL,
    "book_version" BIGINT NOT NULL,
    "counts" JSONB NOT NULL,
    "chosen" INTEGER NOT NULL,
    "without_provider" TEXT[],
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "applied_by" TEXT,
    "applied_at" TIMESTAMPTZ(3),
    "applied_prices" INTEGER,

    CONSTRAINT "price_map_import_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "price_map_import_status" CHECK (status IN ('previewed', 'applied', 'discarded')),
    CONSTRAINT "price_map_import_holds_for" CHECK (holds_for IN ('provider', 'model')),
    CONSTRAINT "price_map_import_applied" CHECK ((status = 'applied') = (applied_at IS NOT NULL))
);

CREATE TABLE "price_map_import_row" (
    "import_id" INTEGER NOT NULL,
    "nth" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "entry" JSONB NOT NULL,
    "shown" JSONB NOT NULL,

    CONSTRAINT "price_map_import_row_pkey" PRIMARY KEY ("import_id", "nth"),
    CONSTRAINT "price_map_import_row_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "price_map_import"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
