-- Gives pins that were imported before what the file says now. What people did since stays: a moderator's decision,
-- and, when the file says nothing of it, whether the message is published, when it came, its process.
-- Takes: town, says_visibility, process. Index: primary key of feedback_map_pin.
UPDATE feedback_map_pin pin
SET kind = row.kind, category_id = row.category_id, text = row.text, geom = row.geom, channel = row.channel,
    visibility = CASE WHEN %(says_visibility)s THEN row.visibility ELSE pin.visibility END,
    received_at = coalesce(row.received_at, pin.received_at),
    participant_id = coalesce(person.id, pin.participant_id),
    process_id = coalesce(%(process)s, pin.process_id),
    about_area_id = CASE WHEN row.geom IS NULL THEN pin.about_area_id END,
    content_hash = row.content_hash
FROM import_pins row
LEFT JOIN participation_participant person
    ON person.municipality_id = %(town)s AND person.import_key = row.participant_key
WHERE pin.municipality_id = %(town)s AND pin.id = row.pin_id AND row.changed
