-- Hands the persons of new and changed rows to participation: who said what of their home, and when.
-- A row without a participant is a message and never a person.
CREATE TEMP TABLE import_people ON COMMIT DROP AS
SELECT n, participant_key AS import_key, participant_public_id AS public_id, home_area_id AS area_id, age_band,
       resident_type, coalesce(received_at, now()) AS at
FROM import_pins
WHERE changed AND participant_key IS NOT NULL
