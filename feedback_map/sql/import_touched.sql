-- The pins that an import made or changed, in the order of their numbers. Takes: town, after, limit. Gives: id.
-- Index: feedback_map_pin_import_once (municipality_id, import_key).
SELECT pin.id
FROM import_pins row
JOIN feedback_map_pin pin ON pin.municipality_id = %(town)s AND pin.import_key = row.import_key
WHERE row.changed AND pin.id > %(after)s
ORDER BY pin.id
LIMIT %(limit)s
