-- Keeps what the persons of an import said of their homes: one row for each time the answer changed.
-- Takes: town; reads the table import_people. Gives: id of every home written.
-- Index: participation_import_once_in_a_town, participation_one_home_at_a_time (participant_id, valid_from).
WITH said AS (
    SELECT person.id AS participant_id, people.at, people.n, people.area_id, people.age_band, people.resident_type,
           coalesce(people.area_id, 0) || ' ' || people.age_band || ' ' || people.resident_type AS answer
    FROM import_people people
    JOIN participation_participant person
        ON person.municipality_id = %(town)s AND person.import_key = people.import_key
    WHERE people.area_id IS NOT NULL OR people.age_band <> '' OR people.resident_type <> ''
), latest AS (
    SELECT DISTINCT ON (participant_id, at) * FROM said ORDER BY participant_id, at, n DESC
), turns AS (
    SELECT latest.*, lag(answer) OVER (PARTITION BY participant_id ORDER BY at) AS before FROM latest
)
INSERT INTO participation_participanthome (
    municipality_id, participant_id, valid_from, area_id, age_band, resident_type)
SELECT %(town)s, turns.participant_id, turns.at, turns.area_id, turns.age_band, turns.resident_type
FROM turns
LEFT JOIN LATERAL (
    SELECT coalesce(home.area_id, 0) || ' ' || home.age_band || ' ' || home.resident_type AS answer
    FROM participation_participanthome home
    WHERE home.municipality_id = %(town)s AND home.participant_id = turns.participant_id AND home.valid_from <= turns.at
    ORDER BY home.valid_from DESC LIMIT 1
) AS known ON true
WHERE turns.before IS DISTINCT FROM turns.answer AND known.answer IS DISTINCT FROM turns.answer
ON CONFLICT (participant_id, valid_from) DO UPDATE SET
    area_id = excluded.area_id, cell_id = NULL, age_band = excluded.age_band, resident_type = excluded.resident_type
RETURNING id
