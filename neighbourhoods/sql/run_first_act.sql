-- When anybody first did anything in a town, or in one of its processes. Takes: town, process (bigint, null for all).
-- Gives: at (null: never). What was done up to the thousandth message is looked at first; all only when nothing of that
-- counts. Index: feedback_map_pin_newest (municipality_id, received_at), feedback_map_pin_process.
SELECT coalesce(
    (SELECT min(at) FROM neighbourhoods_engagement
     WHERE municipality_id = %(town)s AND participant_id IS NOT NULL
       AND (%(process)s::bigint IS NULL OR process_id = %(process)s::bigint)
       AND at <= (SELECT max(received_at) FROM (
           SELECT received_at FROM feedback_map_pin
           WHERE municipality_id = %(town)s AND (%(process)s::bigint IS NULL OR process_id = %(process)s::bigint)
           ORDER BY received_at LIMIT 1000) AS earliest)),
    (SELECT min(at) FROM neighbourhoods_engagement
     WHERE municipality_id = %(town)s AND participant_id IS NOT NULL
       AND (%(process)s::bigint IS NULL OR process_id = %(process)s::bigint))
)
