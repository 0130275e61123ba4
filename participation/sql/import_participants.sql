-- Makes a participant for every person of an import who is new. Takes: town; reads the table import_people.
-- Index: participation_import_once_in_a_town (municipality_id, import_key).
INSERT INTO participation_participant (municipality_id, public_id, identity, import_key, is_test, created_at)
SELECT DISTINCT ON (people.import_key) %(town)s, people.public_id, 'import', people.import_key, false, people.at
FROM import_people people
WHERE NOT EXISTS (
    SELECT FROM participation_participant known
    WHERE known.municipality_id = %(town)s AND known.import_key = people.import_key)
ORDER BY people.import_key, people.at, people.n
ON CONFLICT (municipality_id, import_key) WHERE import_key IS NOT NULL DO NOTHING
