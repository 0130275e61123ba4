-- A tile of the places of statements whose replies are published: layer `statements`, one point for each place, kind and
-- plan with the number of statements there (n), in one tile only.
-- Takes: town, srid, west, south, east, north (the tile's box in it), extent.
-- Gives: the tile; each feature has plan (its slug), kind, n. Index: zoning_published_said_geom (GiST).
WITH tile AS MATERIALIZED (
    SELECT ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s) AS box,
           ST_Expand(ST_Transform(ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s), 3067),
                     (%(east)s - %(west)s) / 20) AS around
), placed AS (
    SELECT plan.slug AS plan, said.kind, count(*)::integer AS n, ST_Transform(said.geom, %(srid)s) AS spot
    FROM tile
    JOIN zoning_publishedstatement said ON said.geom && tile.around
    JOIN zoning_publishedplan plan ON plan.plan_id = said.plan_id
    WHERE said.municipality_id = %(town)s
    GROUP BY plan.slug, said.kind, said.geom
), drawn AS (
    SELECT ST_AsMVTGeom(spot, tile.box, %(extent)s, 0) AS geom, plan, kind, n
    FROM placed CROSS JOIN tile
    WHERE ST_X(spot) >= %(west)s AND ST_X(spot) < %(east)s AND ST_Y(spot) > %(south)s AND ST_Y(spot) <= %(north)s
    ORDER BY plan, kind, spot
)
SELECT ST_AsMVT(drawn, 'statements', %(extent)s, 'geom') FROM drawn WHERE geom IS NOT NULL
