-- Requests of one key, person or address in one minute, over all replicas. Not worth a write-ahead log: lost counts let
-- through what one more minute would.
CREATE UNLOGGED TABLE request_rate (
  who    text NOT NULL,
  minute timestamptz(3) NOT NULL,
  used   integer NOT NULL,
  PRIMARY KEY (who, minute)
);
CREATE INDEX request_rate_minute_idx ON request_rate (minute);
