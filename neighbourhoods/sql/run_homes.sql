-- How many persons of run_person live where: counts only, never a person. `outside` is a home in no area of the set,
-- which is known of cells alone; a named home without an area there is unknown at that level.
-- Takes: sets (bigint[]). Gives: area_set_id, area_id (null: unknown or outside), outside, age_band, stratum,
-- channels, persons. Index: participation_one_area_in_a_set.
SELECT area_set.id, assigned.area_id,
       assigned.area_id IS NULL AND person.cell_id IS NOT NULL AS outside,
       person.age_band, person.stratum, person.channels, count(*) AS persons
FROM run_person person
CROSS JOIN unnest(%(sets)s::bigint[]) AS area_set (id)
LEFT JOIN participation_homeassignment assigned
       ON assigned.home_id = person.home_id AND assigned.area_set_id = area_set.id
GROUP BY 1, 2, 3, 4, 5, 6
ORDER BY 1, 2 NULLS LAST, 3, 4, 5, 6
