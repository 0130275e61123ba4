-- A tile of published initiatives that have a place, a mark for each, in one tile only.
-- Takes: town, srid, west, south, east, north (the tile's box in it), extent. Gives: the tile's layer `marks`; each
-- mark has id, kind (its state) and name.
-- Index: feedback_map_publishedinitiative place (GiST).
WITH tile AS MATERIALIZED (
    SELECT ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s) AS box,
           ST_Expand(ST_Transform(ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s), 3067),
                     (%(east)s - %(west)s) / 20) AS around
), placed AS (
    SELECT told.public_id AS id, told.state AS kind, told.title AS name,
           ST_Transform(ST_PointOnSurface(told.place), %(srid)s) AS spot
    FROM tile
    JOIN feedback_map_publishedinitiative told ON told.municipality_id = %(town)s AND told.place && tile.around
), drawn AS (
    SELECT ST_AsMVTGeom(spot, tile.box, %(extent)s, 0) AS geom, id, kind, name
    FROM placed CROSS JOIN tile
    WHERE ST_X(spot) >= %(west)s AND ST_X(spot) < %(east)s AND ST_Y(spot) > %(south)s AND ST_Y(spot) <= %(north)s
    ORDER BY id
)
SELECT ST_AsMVT(drawn, 'marks', %(extent)s, 'geom') FROM drawn WHERE geom IS NOT NULL
