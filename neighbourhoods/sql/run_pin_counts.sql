-- How many pins of run_act there are, how many have no place, and how many lie outside the areas of each set.
-- Takes: town, sets (bigint[]).
-- Gives: area_set_id (null in the first row, of all pins), pins, without_place, outside.
-- Index: feedback_map_one_area_in_a_set (pin, area_set), feedback_map_pinarea_area (area_set, area).
SELECT NULL::bigint, count(*), count(*) FILTER (
    WHERE x IS NULL AND NOT EXISTS (SELECT FROM feedback_map_pinarea assigned WHERE assigned.pin_id = act.pin)), 0
FROM run_act act
WHERE pin IS NOT NULL
UNION ALL
SELECT assigned.area_set_id, 0, 0, count(*)
FROM feedback_map_pinarea assigned JOIN run_act act ON act.pin = assigned.pin_id
WHERE assigned.municipality_id = %(town)s AND assigned.area_id IS NULL
  AND assigned.area_set_id = ANY (%(sets)s::bigint[])
GROUP BY 1
