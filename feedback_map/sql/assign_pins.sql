-- Finds the one area of every set of the town for pins that have a place; one statement for one pin or for all.
-- A point on a border goes to the lowest code, a line to the area with most of its length, a polygon (or a pin about a
-- named area) to the one with most of its surface; a pin in no area of a set gets a row without area: outside.
-- Takes: town, pins (bigint[], null for all of the town). Gives: nothing; replaces the rows of these pins.
-- A border is 1 mm wide: subdividing rounds its corners, and no point may fall between two areas.
-- Points are taken by squares of 256 m, each looked up once: where one area covers a square and no other comes near,
-- all its points are that area's; only points in the other squares are measured against borders one by one.
-- Index: geo_areapart geometry (GiST).
WITH asked AS (
    -- two branches, so that a plan made before the values are known looks at nothing but the pins that are named
    SELECT pin.id, pin.geom, pin.about_area_id
    FROM unnest(%(pins)s::bigint[]) AS named (id) JOIN feedback_map_pin pin ON pin.id = named.id
    WHERE pin.municipality_id = %(town)s
    UNION ALL
    SELECT id, geom, about_area_id FROM feedback_map_pin
    WHERE municipality_id = %(town)s AND %(pins)s::bigint[] IS NULL
), todo AS MATERIALIZED (
    SELECT pin.id, coalesce(pin.geom, area.geom) AS geom,
           CASE WHEN ST_GeometryType(pin.geom) = 'ST_Point' THEN floor(ST_X(pin.geom) / 256)::integer END AS cx,
           CASE WHEN ST_GeometryType(pin.geom) = 'ST_Point' THEN floor(ST_Y(pin.geom) / 256)::integer END AS cy
    FROM asked pin
    LEFT JOIN geo_area area ON area.id = pin.about_area_id
    WHERE pin.geom IS NOT NULL OR pin.about_area_id IS NOT NULL
), squares AS MATERIALIZED (
    SELECT cx, cy, count(*) AS pins,
           ST_MakeEnvelope(cx * 256, cy * 256, cx * 256 + 256, cy * 256 + 256, 3067) AS geom
    FROM todo WHERE cx IS NOT NULL GROUP BY cx, cy
), near AS MATERIALIZED (
    SELECT square.cx, square.cy, square.pins, part.area_set_id, part.area_id, part.geom AS part
    FROM squares square
    JOIN geo_areapart part ON part.municipality_id = %(town)s AND ST_DWithin(part.geom, square.geom, 0.001)
), whole AS MATERIALIZED (
    SELECT alone.cx, alone.cy, alone.area_set_id, alone.area_id
    FROM (
        SELECT cx, cy, area_set_id, min(area_id) AS area_id
        FROM near
        GROUP BY cx, cy, area_set_id
        HAVING min(area_id) = max(area_id) AND min(pins) > 8 -- for a few pins, asking costs more than it saves
        ORDER BY min(area_id) -- PostGIS keeps what it prepared while the area is the same
    ) AS alone
    JOIN geo_area area ON area.id = alone.area_id
    WHERE ST_Covers(area.geom, ST_MakeEnvelope(
        alone.cx * 256, alone.cy * 256, alone.cx * 256 + 256, alone.cy * 256 + 256, 3067))
), border AS MATERIALIZED (
    SELECT near.cx, near.cy, near.area_set_id, near.area_id, near.part
    FROM near LEFT JOIN whole ON whole.cx = near.cx AND whole.cy = near.cy AND whole.area_set_id = near.area_set_id
    WHERE whole.cx IS NULL
), touched AS MATERIALIZED (
    SELECT todo.id, border.area_set_id, border.area_id, 0::float8 AS held
    FROM border JOIN todo ON todo.cx = border.cx AND todo.cy = border.cy
    WHERE ST_DWithin(border.part, todo.geom, 0.001)
    UNION ALL
    SELECT todo.id, part.area_set_id, part.area_id,
           CASE ST_Dimension(todo.geom)
               WHEN 0 THEN 0
               WHEN 1 THEN ST_Length(ST_Intersection(todo.geom, part.geom))
               ELSE ST_Area(ST_Intersection(todo.geom, part.geom))
           END
    FROM todo
    JOIN geo_areapart part ON part.municipality_id = %(town)s AND ST_DWithin(part.geom, todo.geom, 0.001)
    WHERE todo.cx IS NULL
), best AS (
    SELECT DISTINCT ON (touched.id, touched.area_set_id) touched.id, touched.area_set_id, touched.area_id
    FROM touched JOIN geo_area area ON area.id = touched.area_id
    GROUP BY touched.id, touched.area_set_id, touched.area_id, area.code
    ORDER BY touched.id, touched.area_set_id, round(sum(touched.held)::numeric, 3) DESC, area.code
)
INSERT INTO feedback_map_pinarea (municipality_id, pin_id, area_set_id, area_id)
SELECT %(town)s, todo.id, area_set.id, coalesce(whole.area_id, best.area_id)
FROM todo
JOIN geo_areaset area_set ON area_set.municipality_id = %(town)s
LEFT JOIN whole ON whole.cx = todo.cx AND whole.cy = todo.cy AND whole.area_set_id = area_set.id
LEFT JOIN best ON best.id = todo.id AND best.area_set_id = area_set.id
ON CONFLICT (pin_id, area_set_id) DO UPDATE SET area_id = excluded.area_id
WHERE feedback_map_pinarea.area_id IS DISTINCT FROM excluded.area_id
