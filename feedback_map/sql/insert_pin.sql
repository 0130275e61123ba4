-- Stores one pin, unless it lies outside the town (then no row comes back).
-- Takes: the columns of the pin; geom as EWKB in EPSG:3067 or null. Gives: id, code, received_at.
-- A shared lock lets pins in together but not while areas are replaced and everything derived is rebuilt.
-- Index: geo_boundarypart geometry (GiST).
WITH held AS MATERIALIZED (
    SELECT pg_advisory_xact_lock_shared(hashtext('kuuluvuus.derived'), %(town)s) IS NOT NULL AS yes
), given AS (
    SELECT nextval(pg_get_serial_sequence('feedback_map_pin', 'id')) AS id, ST_GeomFromEWKB(%(geom)s) AS geom
    FROM held WHERE held.yes
)
INSERT INTO feedback_map_pin (
    id, municipality_id, public_id, code, follow_hash, kind, category_id, text, geom, about_area_id, place_note,
    channel, visibility, moderation, language, participant_id, process_id, event_id, received_at, is_test)
SELECT given.id, %(town)s, %(public_id)s, pin_code(given.id), %(follow_hash)s, %(kind)s, %(category)s, %(text)s,
    given.geom, %(about_area)s, %(place_note)s, %(channel)s, %(visibility)s, %(moderation)s, %(language)s,
    %(participant)s, %(process)s, %(event)s, clock_timestamp(), %(is_test)s
FROM given
WHERE given.geom IS NULL
   OR NOT EXISTS (SELECT FROM geo_boundarypart part WHERE part.municipality_id = %(town)s)
   OR EXISTS (
        SELECT FROM geo_boundarypart part
        WHERE part.municipality_id = %(town)s AND ST_DWithin(part.geom, given.geom, 0.001))
RETURNING id, code, received_at
