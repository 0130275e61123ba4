-- Finds the one area of every set of the town for pins that have a place; one statement for one pin or for all.
-- A point on a border goes to the lowest code, a line to the area with most of its length, a polygon (or a pin about a
-- named area) to the one with most of its surface; a pin in no area of a set gets a row without area: outside.
-- Takes: town, pins (bigint[], null for all of the town). Gives: nothing; replaces the rows of these pins.
-- A border is 1 mm wide: subdividing rounds its corners, and no point may fall between two areas.
-- Index: geo_areapart geometry (GiST).
WITH todo AS MATERIALIZED (
    SELECT pin.id, coalesce(pin.geom, area.geom) AS geom
    FROM feedback_map_pin pin
    LEFT JOIN geo_area area ON area.id = pin.about_area_id
    WHERE pin.municipality_id = %(town)s
      AND (%(pins)s::bigint[] IS NULL OR pin.id = ANY (%(pins)s::bigint[]))
      AND (pin.geom IS NOT NULL OR pin.about_area_id IS NOT NULL)
), touched AS (
    SELECT todo.id, part.area_set_id, part.area_id,
           CASE ST_Dimension(todo.geom)
               WHEN 0 THEN 0
               WHEN 1 THEN ST_Length(ST_Intersection(todo.geom, part.geom))
               ELSE ST_Area(ST_Intersection(todo.geom, part.geom))
           END AS held
    FROM todo
    JOIN geo_areapart part ON part.municipality_id = %(town)s AND ST_DWithin(part.geom, todo.geom, 0.001)
), best AS (
    SELECT DISTINCT ON (touched.id, touched.area_set_id) touched.id, touched.area_set_id, touched.area_id
    FROM touched JOIN geo_area area ON area.id = touched.area_id
    GROUP BY touched.id, touched.area_set_id, touched.area_id, area.code
    ORDER BY touched.id, touched.area_set_id, round(sum(touched.held)::numeric, 3) DESC, area.code
)
INSERT INTO feedback_map_pinarea (municipality_id, pin_id, area_set_id, area_id)
SELECT %(town)s, todo.id, area_set.id, best.area_id
FROM todo
JOIN geo_areaset area_set ON area_set.municipality_id = %(town)s
LEFT JOIN best ON best.id = todo.id AND best.area_set_id = area_set.id
ON CONFLICT (pin_id, area_set_id) DO UPDATE SET area_id = excluded.area_id
WHERE feedback_map_pinarea.area_id IS DISTINCT FROM excluded.area_id
