-- A table for the rows of one import, gone when its transaction ends. Row-level security forbids COPY into the pins.
CREATE TEMP TABLE import_pins (
    n bigint NOT NULL,
    import_key bytea NOT NULL,
    content_hash bytea NOT NULL,
    public_id text NOT NULL,
    participant_public_id text NOT NULL,
    text text NOT NULL,
    kind text NOT NULL,
    category_id bigint,
    geom geometry,
    channel text NOT NULL,
    visibility text NOT NULL,
    received_at timestamptz,
    participant_key bytea,
    home_area_id bigint,
    age_band text NOT NULL,
    resident_type text NOT NULL,
    pin_id bigint,
    changed boolean NOT NULL DEFAULT true
) ON COMMIT DROP;
-- The numbers of rows whose key an earlier row has.
CREATE TEMP TABLE import_doubled (n bigint PRIMARY KEY) ON COMMIT DROP
