-- A tile of the areas of a set: their surfaces in layer `areas`, and the points of their names in layer `labels`, each
-- in one tile only. Takes: area_set, srid, west, south, east, north (the tile's box in it), extent, unit_m.
-- Gives: the tile. Index: geo_area geometry (GiST).
WITH tile AS MATERIALIZED (
    SELECT ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s) AS box,
           ST_Expand(ST_Transform(ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s), 3067),
                     (%(east)s - %(west)s) / 20) AS around
), near AS MATERIALIZED (
    SELECT area.id, area.code, area_set.kind AS set,
           coalesce(nullif(area.names ->> town.languages[1], ''), nullif(area.names ->> 'fi', ''), area.code) AS name,
           area.names, area.geom, ST_Transform(area.label_point, %(srid)s) AS label
    FROM tile
    JOIN geo_area area ON area.geom && tile.around
    JOIN geo_areaset area_set ON area_set.id = area.area_set_id
    JOIN geo_municipality town ON town.id = area.municipality_id
    WHERE area.area_set_id = %(area_set)s
), surfaces AS (
    SELECT ST_AsMVTGeom(ST_Transform(ST_Simplify(near.geom, %(unit_m)s), %(srid)s), tile.box, %(extent)s, 64) AS geom,
           code, set, name, nullif(names ->> 'fi', name) AS "name:fi", nullif(names ->> 'sv', name) AS "name:sv",
           nullif(names ->> 'en', name) AS "name:en"
    FROM near CROSS JOIN tile ORDER BY code
), labels AS (
    SELECT ST_AsMVTGeom(label, tile.box, %(extent)s, 0) AS geom,
           code, set, name, nullif(names ->> 'fi', name) AS "name:fi", nullif(names ->> 'sv', name) AS "name:sv",
           nullif(names ->> 'en', name) AS "name:en"
    FROM near CROSS JOIN tile
    WHERE ST_X(label) >= %(west)s AND ST_X(label) < %(east)s AND ST_Y(label) > %(south)s AND ST_Y(label) <= %(north)s
    ORDER BY code
)
SELECT coalesce((SELECT ST_AsMVT(surfaces, 'areas', %(extent)s, 'geom') FROM surfaces WHERE geom IS NOT NULL), '')
    || coalesce((SELECT ST_AsMVT(labels, 'labels', %(extent)s, 'geom') FROM labels WHERE geom IS NOT NULL), '')
