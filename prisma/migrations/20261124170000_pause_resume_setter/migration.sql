-- A resume that falls due is an act of the person who set it, who need not be the one who paused.
ALTER TABLE "pause" ADD COLUMN     "resume_at_by_id" TEXT,
ADD COLUMN     "resume_at_by_kind" TEXT,
ADD COLUMN     "resume_at_by_name" TEXT;
