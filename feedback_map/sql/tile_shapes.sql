-- The published lines and areas that reach into a tile, cut at its edge. Their marks are counted in layer `pins`.
-- Takes: town, srid, west, south, east, north (the tile's box in it), extent, most (how many, the newest first).
-- Gives: the tile's layer `shapes`. Index: feedback_map_published_shapes (GiST, lines and areas only).
WITH tile AS MATERIALIZED (
    SELECT ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s) AS box,
           ST_Expand(ST_Transform(ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s), 3067),
                     (%(east)s - %(west)s) / 20) AS around
), drawn AS (
    SELECT ST_AsMVTGeom(ST_Transform(pin.geom, %(srid)s), ST_SetSRID(tile.box, %(srid)s), %(extent)s, 64) AS geom,
           pin.public_id AS id, pin.kind, nullif(pin.category, '') AS category
    FROM tile JOIN feedback_map_publishedpin pin ON pin.geom && tile.around
    WHERE pin.is_shape AND pin.municipality_id = %(town)s
    ORDER BY pin.pin_id DESC
    LIMIT %(most)s
)
SELECT ST_AsMVT(drawn, 'shapes', %(extent)s, 'geom') FROM drawn WHERE geom IS NOT NULL
