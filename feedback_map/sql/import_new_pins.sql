-- Makes pins of the staged rows that are new, in the file's order. Public ones are shown: the town vouches for its file.
-- Takes: town, language, process. Gives: first and last id, how many. Index: participation_import_once_in_a_town.
WITH made AS (
    INSERT INTO feedback_map_pin (
        id, municipality_id, public_id, code, kind, category_id, text, geom, place_note, channel, visibility,
        moderation, language, participant_id, process_id, received_at, is_test, import_key, content_hash)
    SELECT given.id, %(town)s, given.public_id, pin_code(given.id), given.kind, given.category_id, given.text,
           given.geom, '', given.channel, given.visibility, 'shown', %(language)s, person.id, %(process)s,
           coalesce(given.received_at, now()), false, given.import_key, given.content_hash
    FROM (
        SELECT nextval(pg_get_serial_sequence('feedback_map_pin', 'id')) AS id, row.*
        FROM import_pins row WHERE row.pin_id IS NULL
        OFFSET 0
    ) AS given
    LEFT JOIN participation_participant person
        ON person.municipality_id = %(town)s AND person.import_key = given.participant_key
    RETURNING id
)
SELECT min(id), max(id), count(*) FROM made
