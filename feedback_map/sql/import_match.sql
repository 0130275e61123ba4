-- Finds the pins that staged rows became in an earlier import, and whether their content is the same.
-- Takes: town. Index: feedback_map_pin_import_once (municipality_id, import_key).
UPDATE import_pins row
SET pin_id = pin.id, changed = pin.content_hash IS DISTINCT FROM row.content_hash
FROM feedback_map_pin pin
WHERE pin.municipality_id = %(town)s AND pin.import_key = row.import_key
