-- The units of a source of people that an outline, or the ground within some metres of it, touches: what part of the
-- surface of each is within each distance, and what is counted there.
-- Takes: town, what, year, size_m (null: areas), area_set (null: cells), outline (EWKB in EPSG:3067), distances_m
-- (float8[], ascending; 0 is the outline itself). Gives: unit, shares (float8[], one for each distance), age_from,
-- age_to, count (null: hidden). Index: geo_gridcell and geo_area geometry (GiST), geo_populationcount cell and area.
WITH rings AS MATERIALIZED (
    SELECT ring.place, CASE WHEN ring.m = 0 THEN of.geom ELSE ST_Buffer(of.geom, ring.m, 32) END AS geom
    FROM ST_MakeValid(%(outline)s::geometry) AS of (geom),
         unnest(%(distances_m)s::float8[]) WITH ORDINALITY AS ring (m, place)
), widest AS MATERIALIZED (
    SELECT ST_Union(geom) AS geom FROM rings
), units AS MATERIALIZED (
    SELECT cell.id, cell.geom::geometry AS geom FROM widest
    JOIN geo_gridcell cell ON cell.geom && widest.geom
    WHERE cell.municipality_id = %(town)s AND cell.size_m = %(size_m)s::integer
    UNION ALL
    SELECT area.id, area.geom::geometry FROM widest
    JOIN geo_area area ON area.geom && widest.geom
    WHERE area.municipality_id = %(town)s AND area.area_set_id = %(area_set)s::bigint
), shares AS MATERIALIZED (
    SELECT units.id,
           array_agg(ST_Area(ST_Intersection(units.geom, rings.geom)) / nullif(ST_Area(units.geom), 0)
                     ORDER BY rings.place) AS parts
    FROM units CROSS JOIN rings GROUP BY units.id
)
SELECT shares.id, shares.parts, known.age_from, known.age_to, known.count
FROM shares
JOIN geo_populationcount known ON CASE WHEN %(area_set)s::bigint IS NULL THEN known.cell_id ELSE known.area_id END = shares.id
WHERE known.what = %(what)s AND known.year = %(year)s AND known.basis = 'given'
  AND shares.parts[array_upper(shares.parts, 1)] > 0
ORDER BY shares.id, known.age_from NULLS FIRST, known.age_to NULLS LAST
