-- A tile of names: the town's gazetteer and its meeting places, the weightiest first; each in one tile only.
-- Takes: town, srid, west, south, east, north (the tile's box in it), extent, weight (the least shown),
-- meeting_weight (of a meeting place), most (how many). Gives: the tile's layer `places`.
-- Index: geo_place and geo_placename geometry (GiST).
WITH tile AS MATERIALIZED (
    SELECT ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s) AS box,
           ST_Expand(ST_Transform(ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s), 3067),
                     (%(east)s - %(west)s) / 20) AS around
), town AS MATERIALIZED (
    SELECT id, languages[1] AS first_language FROM geo_municipality WHERE id = %(town)s
), named AS (
    -- one name for each spot: in the town's first language when there is one
    SELECT * FROM (
        SELECT DISTINCT ON (place.point::bytea, place.kind) place.point, place.name, place.kind,
               place.weight::integer AS weight, NULL::text AS code
        FROM tile CROSS JOIN town
        JOIN geo_placename place ON place.municipality_id = town.id AND place.point && tile.around
        WHERE place.weight >= %(weight)s
        ORDER BY place.point::bytea, place.kind, place.language = town.first_language DESC, place.name
    ) AS gazetteer
    UNION ALL
    SELECT place.point, coalesce(nullif(place.names ->> town.first_language, ''), nullif(place.names ->> 'fi', ''),
                                 place.code), place.kind, %(meeting_weight)s::integer, place.code
    FROM tile CROSS JOIN town
    JOIN geo_place place ON place.municipality_id = town.id AND place.is_shown AND place.point && tile.around
    WHERE %(meeting_weight)s >= %(weight)s
), placed AS (
    SELECT named.*, ST_Transform(named.point, %(srid)s) AS spot FROM named
), drawn AS (
    SELECT ST_AsMVTGeom(spot, tile.box, %(extent)s, 0) AS geom, name, kind, weight, code,
           CASE WHEN code IS NOT NULL THEN true END AS meeting
    FROM placed CROSS JOIN tile
    WHERE ST_X(spot) >= %(west)s AND ST_X(spot) < %(east)s AND ST_Y(spot) > %(south)s AND ST_Y(spot) <= %(north)s
    ORDER BY weight DESC, name
    LIMIT %(most)s
)
SELECT ST_AsMVT(drawn, 'places', %(extent)s, 'geom') FROM drawn WHERE geom IS NOT NULL
