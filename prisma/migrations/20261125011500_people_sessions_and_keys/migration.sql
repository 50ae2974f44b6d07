-- Sessions are rows that can be seen and ended one by one; the number that ended them all is no longer needed.
ALTER TABLE "person" DROP COLUMN "session_epoch",
    ADD COLUMN "totp_secret" TEXT,
    ADD COLUMN "totp_enabled_at" TIMESTAMPTZ(3),
    ADD COLUMN "totp_last_step" BIGINT,
    ADD COLUMN "sso_issuer" TEXT,
    ADD COLUMN "sso_subject" TEXT;
CREATE UNIQUE INDEX "person_sso_issuer_sso_subject_key" ON "person"("sso_issuer", "sso_subject");

CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "via" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "user_agent" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "renew" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "session_person_id_idx" ON "session"("person_id");
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");
ALTER TABLE "session" ADD CONSTRAINT "session_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "session" ADD CONSTRAINT "session_via" CHECK ("via" IN ('password', 'single_sign_on', 'link'));

CREATE TABLE "recovery_code" (
    "person_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "recovery_code_pkey" PRIMARY KEY ("person_id","hash")
);
ALTER TABLE "recovery_code" ADD CONSTRAINT "recovery_code_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A link that an administrator gives to somebody: to join, or to choose a new password. Used once.
CREATE TABLE "person_link" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "role" TEXT,
    "person_id" UUID,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "person_link_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "person_link_hash_key" ON "person_link"("hash");
CREATE INDEX "person_link_email_idx" ON "person_link"("email");
ALTER TABLE "person_link" ADD CONSTRAINT "person_link_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "person_link" ADD CONSTRAINT "person_link_kind" CHECK (("kind" = 'invite' AND "role" IN ('growth', 'finance', 'executive', 'admin') AND "person_id" IS NULL) OR ("kind" = 'reset' AND "role" IS NULL AND "person_id" IS NOT NULL));

-- Tries left of whoever signs in: shared by every replica. A lost table costs nothing but patience.
CREATE UNLOGGED TABLE "sign_in_allowance" (
    "key" TEXT NOT NULL,
    "full_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_allowance_pkey" PRIMARY KEY ("key")
);
CREATE INDEX "sign_in_allowance_full_at_idx" ON "sign_in_allowance"("full_at");

-- What a key was before it was rotated: valid beside the new secret until a chosen time.
CREATE TABLE "rotated_secret" (
    "hash" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "stream_token" TEXT NOT NULL,
    "key_id" UUID NOT NULL,
    "valid_until" TIMESTAMPTZ(3) NOT NULL,
    "rotated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rotated_secret_pkey" PRIMARY KEY ("hash")
);
CREATE UNIQUE INDEX "rotated_secret_stream_token_key" ON "rotated_secret"("stream_token");
CREATE INDEX "rotated_secret_key_id_idx" ON "rotated_secret"("key_id");
ALTER TABLE "rotated_secret" ADD CONSTRAINT "rotated_secret_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "api_key"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Takes one try from each bucket, or from none: null, or the seconds until the emptiest one has a try again. One call, so
-- that a flood of tries waits for no client in between.
CREATE FUNCTION take_tries(p_keys text[], p_every float8[], p_most float8[]) RETURNS float8
LANGUAGE plpgsql AS $$
DECLARE
    v_now timestamptz;
    v_wait float8 := 0;
    v_one float8;
BEGIN
    INSERT INTO sign_in_allowance (key, full_at)
        SELECT k, clock_timestamp() FROM unnest(p_keys) AS k ORDER BY k ON CONFLICT (key) DO NOTHING;
    PERFORM 1 FROM sign_in_allowance WHERE key = ANY (p_keys) ORDER BY key FOR UPDATE;
    v_now := clock_timestamp();
    SELECT max(extract(epoch FROM GREATEST(a.full_at, v_now) - v_now)::float8 - w.every * (w.most - 1)) INTO v_one
        FROM unnest(p_keys, p_every, p_most) AS w(key, every, most) JOIN sign_in_allowance a ON a.key = w.key;
    v_wait := COALESCE(v_one, 0);
    IF v_wait > 0 THEN RETURN v_wait; END IF;
    UPDATE sign_in_allowance a SET full_at = GREATEST(a.full_at, v_now) + make_interval(secs => w.every)
        FROM unnest(p_keys, p_every) AS w(key, every) WHERE a.key = w.key;
    RETURN NULL;
END $$;
