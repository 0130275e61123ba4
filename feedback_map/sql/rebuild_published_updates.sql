-- Fills what is published of the histories of a town's pins. Takes: town. The town's rows must be gone.
-- Index: primary key of feedback_map_publishedpin or a hash of it; reads all histories of the town once.
INSERT INTO feedback_map_publishedupdate (
    update_id, pin_id, municipality_id, public_id, kind, at, state, state_type, owner, text, language)
SELECT update_id, pin_id, municipality_id, public_id, kind, at, state, state_type, owner, text, language
FROM updates_to_publish(%(town)s, ARRAY(
    SELECT DISTINCT entry.pin_id FROM feedback_map_update entry WHERE entry.municipality_id = %(town)s))
