-- How many pins of a window there are, how many have no place, and how many lie outside the areas of each set.
-- Takes: town, window_from, window_to, process, sets (bigint[]).
-- Gives: area_set_id (null in the first row, of all pins), pins, without_place, outside.
-- Index: feedback_map_pin_newest, feedback_map_one_area_in_a_set (pin, area_set).
WITH pins AS MATERIALIZED (
    SELECT source_id AS id, place FROM neighbourhoods_engagement
    WHERE municipality_id = %(town)s AND source = 'pin' AND at >= %(window_from)s AND at < %(window_to)s
      AND (%(process)s::bigint IS NULL OR process_id = %(process)s::bigint)
)
SELECT NULL::bigint, count(*), count(*) FILTER (
    WHERE place IS NULL AND NOT EXISTS (SELECT FROM feedback_map_pinarea assigned WHERE assigned.pin_id = pins.id)), 0
FROM pins
UNION ALL
SELECT assigned.area_set_id, 0, 0, count(*)
FROM feedback_map_pinarea assigned JOIN pins ON pins.id = assigned.pin_id
WHERE assigned.municipality_id = %(town)s AND assigned.area_id IS NULL
  AND assigned.area_set_id = ANY (%(sets)s::bigint[])
GROUP BY 1
