-- Brings the published pictures of some messages and outcomes in line with the decisions about them
-- (migrations/0022_photos.py says how). Run it again and nothing changes.
-- Takes: town, pins (bigint[]), outcomes (bigint[]). Gives nothing.
-- Index: feedback_map_photo (pin_id), (outcome_id); feedback_map_publishedphoto (pin_id), (outcome_id).
SELECT publish_photos(%(town)s, %(pins)s::bigint[], %(outcomes)s::bigint[])
