-- Derives the area of each set in which homes lie: by cell, else by the area itself or its parents, else the area
-- that holds at least nine tenths of the home area's residents (of its surface where no cells are known), else unknown.
-- Takes: town, homes (bigint[], null for all of the town). Replaces the rows of homes it touches.
-- Index: geo_areapart geometry (GiST), geo_gridcell centre (GiST).
WITH RECURSIVE todo AS MATERIALIZED (
    SELECT id, area_id, cell_id FROM participation_participanthome
    WHERE municipality_id = %(town)s AND (%(homes)s::bigint[] IS NULL OR id = ANY (%(homes)s::bigint[]))
), sets AS (
    SELECT id FROM geo_areaset WHERE municipality_id = %(town)s
), by_cell AS (
    SELECT DISTINCT ON (used.cell_id, part.area_set_id) used.cell_id, part.area_set_id, part.area_id
    FROM (SELECT DISTINCT cell_id FROM todo WHERE cell_id IS NOT NULL) used
    JOIN geo_gridcell cell ON cell.id = used.cell_id
    JOIN geo_areapart part ON part.municipality_id = %(town)s AND ST_DWithin(part.geom, cell.centre, 0.001)
    JOIN geo_area area ON area.id = part.area_id
    ORDER BY used.cell_id, part.area_set_id, area.code
), named AS (
    SELECT DISTINCT area_id AS home_area_id FROM todo WHERE area_id IS NOT NULL
), lineage AS (
    SELECT named.home_area_id, area.id AS area_id, area.area_set_id, area.parent_id
    FROM named JOIN geo_area area ON area.id = named.home_area_id
    UNION ALL
    SELECT lineage.home_area_id, area.id, area.area_set_id, area.parent_id
    FROM lineage JOIN geo_area area ON area.id = lineage.parent_id
), unanswered AS (
    SELECT home_area_id, sets.id AS area_set_id FROM named CROSS JOIN sets
    EXCEPT SELECT home_area_id, area_set_id FROM lineage
), residents AS (
    SELECT home.area_id AS home_area_id, part.area_set_id, part.area_id,
           sum(sum(people.count)) OVER (PARTITION BY home.area_id, part.area_set_id) AS all_people,
           sum(people.count) AS people
    FROM geo_areapart home
    JOIN geo_gridcell cell ON cell.municipality_id = %(town)s AND ST_Intersects(home.geom, cell.centre)
    JOIN geo_populationcount people ON people.cell_id = cell.id AND people.what = 'people' AND people.age_from IS NULL
    JOIN geo_areapart part ON part.municipality_id = %(town)s AND ST_Intersects(part.geom, cell.centre)
    WHERE home.area_id IN (SELECT home_area_id FROM named)
    GROUP BY home.area_id, part.area_set_id, part.area_id
), surface AS (
    SELECT home.area_id AS home_area_id, part.area_set_id, part.area_id,
           sum(sum(ST_Area(ST_Intersection(home.geom, part.geom))))
               OVER (PARTITION BY home.area_id, part.area_set_id) AS all_m2,
           sum(ST_Area(ST_Intersection(home.geom, part.geom))) AS m2
    FROM geo_areapart home
    JOIN geo_areapart part ON part.municipality_id = %(town)s AND ST_Intersects(home.geom, part.geom)
    WHERE (home.area_id, part.area_set_id) IN (SELECT home_area_id, area_set_id FROM unanswered)
      AND home.area_id NOT IN (SELECT home_area_id FROM residents)
    GROUP BY home.area_id, part.area_set_id, part.area_id
), by_share AS (
    SELECT home_area_id, area_set_id, area_id FROM residents WHERE all_people > 0 AND people >= 0.9 * all_people
    UNION ALL
    SELECT home_area_id, area_set_id, area_id FROM surface WHERE all_m2 > 0 AND m2 >= 0.9 * all_m2
)
INSERT INTO participation_homeassignment (municipality_id, home_id, area_set_id, area_id)
SELECT %(town)s, todo.id, sets.id, coalesce(by_cell.area_id, lineage.area_id, by_share.area_id)
FROM todo
CROSS JOIN sets
LEFT JOIN by_cell ON by_cell.cell_id = todo.cell_id AND by_cell.area_set_id = sets.id
LEFT JOIN lineage ON lineage.home_area_id = todo.area_id AND lineage.area_set_id = sets.id
LEFT JOIN by_share ON by_share.home_area_id = todo.area_id AND by_share.area_set_id = sets.id
ON CONFLICT (home_id, area_set_id) DO UPDATE SET area_id = excluded.area_id
