-- A tile of meeting places that are shown, each in one tile only.
-- Takes: town, srid, west, south, east, north (the tile's box in it), extent. Gives: the tile's layer `marks`; each
-- mark has id (the code), kind, name and names by language, free, members.
-- Index: geo_place geometry (GiST).
WITH tile AS MATERIALIZED (
    SELECT ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s) AS box,
           ST_Expand(ST_Transform(ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s), 3067),
                     (%(east)s - %(west)s) / 20) AS around
), placed AS (
    SELECT place.code AS id, place.kind, place.names, place.is_free AS free, place.open_to = 'members' AS members,
           coalesce(nullif(place.names ->> town.languages[1], ''), place.names ->> 'fi', place.code) AS name,
           ST_Transform(place.point, %(srid)s) AS spot
    FROM tile
    JOIN geo_place place ON place.municipality_id = %(town)s AND place.is_shown AND place.point && tile.around
    JOIN geo_municipality town ON town.id = place.municipality_id
), drawn AS (
    SELECT ST_AsMVTGeom(spot, tile.box, %(extent)s, 0) AS geom, id, kind, name,
           nullif(names ->> 'fi', name) AS "name:fi",
           nullif(names ->> 'sv', name) AS "name:sv", nullif(names ->> 'en', name) AS "name:en", free, members
    FROM placed CROSS JOIN tile
    WHERE ST_X(spot) >= %(west)s AND ST_X(spot) < %(east)s AND ST_Y(spot) > %(south)s AND ST_Y(spot) <= %(north)s
    ORDER BY id
)
SELECT ST_AsMVT(drawn, 'marks', %(extent)s, 'geom') FROM drawn WHERE geom IS NOT NULL
