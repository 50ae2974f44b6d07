-- Counts the subjects that were erased: a writer of usage that remembers the number of one forgets it before it writes.
ALTER TABLE "price_book" ADD COLUMN "subjects_version" BIGINT NOT NULL DEFAULT 0;
