-- When anybody first did anything in a town, or in one of its processes. Takes: town, process (bigint, null for all).
-- Gives: at (null: never). Index: feedback_map_pin_newest (municipality_id, received_at), feedback_map_pin_process.
SELECT min(at) FROM neighbourhoods_engagement
WHERE municipality_id = %(town)s AND participant_id IS NOT NULL
  AND (%(process)s::bigint IS NULL OR process_id = %(process)s::bigint)
