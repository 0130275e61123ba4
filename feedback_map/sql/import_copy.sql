-- Takes the checked rows of a file. Into: import_pins.
COPY import_pins (
    n, import_key, content_hash, public_id, participant_public_id, text, kind, category_id, geom, channel, visibility,
    received_at, participant_key, home_area_id, age_band, resident_type)
FROM STDIN
