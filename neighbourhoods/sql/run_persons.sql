-- Keeps, for the rest of the transaction, the persons of run_act: the home of their first act (else the first one told
-- after it), and the channels they used as bits in the order of run_act's channels.
-- Takes: town. Gives: nothing; makes the table run_person. Index: participation_one_home_at_a_time.
CREATE TEMP TABLE run_person ON COMMIT DROP AS
WITH persons AS (
    SELECT participant_id, min(at) AS first_at, bit_or(1 << channel) AS channels
    FROM run_act WHERE participant_id IS NOT NULL GROUP BY participant_id
), told AS (
    SELECT coalesce(person.merged_into_id, person.id) AS participant_id, home.id, home.valid_from, home.area_id,
           home.cell_id, home.age_band, home.resident_type
    FROM participation_participanthome home
    JOIN participation_participant person ON person.id = home.participant_id
    WHERE home.municipality_id = %(town)s
), homes AS (
    SELECT DISTINCT ON (persons.participant_id) persons.participant_id, told.id AS home_id, told.area_id, told.cell_id,
           told.age_band, told.resident_type
    FROM persons JOIN told ON told.participant_id = persons.participant_id
    ORDER BY persons.participant_id, told.valid_from <= persons.first_at DESC,
             CASE WHEN told.valid_from <= persons.first_at THEN told.valid_from END DESC, told.valid_from, told.id
)
SELECT persons.participant_id, persons.channels, homes.home_id, homes.area_id, homes.cell_id, coalesce(homes.age_band, '') AS age_band,
       CASE coalesce(homes.resident_type, '')
           WHEN '' THEN 'residents' WHEN 'permanent' THEN 'residents' WHEN 'seasonal' THEN 'seasonal' ELSE 'other'
       END AS stratum,
       root.identity
FROM persons
LEFT JOIN homes ON homes.participant_id = persons.participant_id
JOIN participation_participant root ON root.id = persons.participant_id
