-- Finds places, names, named features of the base map and areas of a town by how their names begin or sound.
-- Takes: town, q (in small letters), area_sets (bigint[]), most. Gives: source, kind, code, name, address, x, y
-- (EPSG:3067), best first; one row for each thing, under the name that fits best.
-- Index: the towns' keys; a town's gazetteer is a few thousand names.
WITH named AS (
    SELECT 'place' AS source, place.id, place.kind, place.code, name.value AS name, place.address, place.point AS geom,
           5 AS weight
    FROM geo_place place CROSS JOIN LATERAL jsonb_each_text(place.names) AS name
    WHERE place.municipality_id = %(town)s AND place.is_shown
    UNION ALL
    SELECT 'place_name', id, kind, NULL, name, '', point, weight FROM geo_placename WHERE municipality_id = %(town)s
    UNION ALL
    SELECT 'place_name', -feature.id, feature.kind, NULL, name.value, '', feature.geom, 0
    FROM geo_mapfeature feature CROSS JOIN LATERAL jsonb_each_text(feature.names) AS name
    WHERE feature.municipality_id = %(town)s
    UNION ALL
    SELECT 'area', area.id, area_set.kind, area.code, name.value, '', area.label_point, 6
    FROM geo_area area
    JOIN geo_areaset area_set ON area_set.id = area.area_set_id
    CROSS JOIN LATERAL jsonb_each_text(area.names || jsonb_build_object('', area.code)) AS name
    WHERE area.area_set_id = ANY (%(area_sets)s)
), scored AS (
    SELECT *, CASE WHEN lower(name) = %(q)s THEN 0
                   WHEN starts_with(lower(name), %(q)s) OR starts_with(lower(address), %(q)s) THEN 1
                   WHEN position(' ' || %(q)s IN lower(name)) > 0 THEN 2
                   ELSE 3 END AS tier,
           similarity(lower(name), %(q)s) AS alike
    FROM named
), best AS (
    SELECT DISTINCT ON (source, id) * FROM scored
    WHERE tier < 3 OR (length(%(q)s) > 2 AND alike >= 0.35)
    ORDER BY source, id, tier, alike DESC, name
), once AS (
    -- a river is many features: the name is told once
    SELECT DISTINCT ON (source, kind, lower(name), CASE WHEN source = 'place_name' THEN 0 ELSE id END) * FROM best
    ORDER BY source, kind, lower(name), CASE WHEN source = 'place_name' THEN 0 ELSE id END, tier, weight DESC, id
)
SELECT source, kind, code, name, address, ST_X(mark), ST_Y(mark)
FROM once CROSS JOIN LATERAL ST_PointOnSurface(once.geom) AS mark
ORDER BY tier, weight DESC, alike DESC, lower(name), source, id
LIMIT %(most)s
