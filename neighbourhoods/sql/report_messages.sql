-- Published messages of a period, by kind: how many, and how many have been answered.
-- Takes: town, first and until (moments), owner (code of the unit; null: any), area (null: any).
-- Gives: kind, messages, answered. Reads only what is published.
-- Index: feedback_map_published_newest (municipality_id, received_at); the primary key of feedback_map_publishedpinarea.
SELECT pin.kind, count(*) AS messages, count(pin.answered_at) AS answered
FROM feedback_map_publishedpin pin
WHERE pin.municipality_id = %(town)s AND pin.received_at >= %(first)s AND pin.received_at < %(until)s
  AND (%(owner)s::text IS NULL OR pin.owner = %(owner)s)
  AND (%(area)s::bigint IS NULL OR EXISTS (
      SELECT FROM feedback_map_publishedpinarea place WHERE place.pin_id = pin.pin_id AND place.area_id = %(area)s))
GROUP BY pin.kind
ORDER BY pin.kind
