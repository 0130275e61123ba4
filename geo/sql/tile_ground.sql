-- A tile of a town's own base map: water, roads, railways, built-up land, green; coarser the wider the tile.
-- Takes: town, srid, west, south, east, north (the tile's box in it), extent, unit_m, rank (the greatest drawn),
-- named (whether names are wanted). Gives: the tile's layer `ground`. Index: geo_mapfeature geometry (GiST).
WITH tile AS MATERIALIZED (
    SELECT ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s) AS box,
           ST_Expand(ST_Transform(ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s), 3067),
                     (%(east)s - %(west)s) / 20) AS around
), drawn AS (
    SELECT ST_AsMVTGeom(
               ST_Transform(ST_Simplify(feature.geom, %(unit_m)s * 3, true), %(srid)s), tile.box, %(extent)s, 64
           ) AS geom, feature.kind, feature.rank, called.*
    FROM tile
    JOIN geo_mapfeature feature ON feature.geom && tile.around
    JOIN geo_municipality town ON town.id = feature.municipality_id
    LEFT JOIN LATERAL (
        SELECT name, nullif(feature.names ->> 'fi', name) AS "name:fi", nullif(feature.names ->> 'sv', name) AS "name:sv",
               nullif(feature.names ->> 'en', name) AS "name:en"
        FROM (SELECT coalesce(nullif(feature.names ->> town.languages[1], ''), nullif(feature.names ->> 'fi', ''),
                              nullif(feature.names ->> 'sv', '')) AS name) AS first
        WHERE %(named)s
    ) AS called ON true
    WHERE feature.municipality_id = %(town)s AND feature.rank <= %(rank)s
      AND greatest(ST_XMax(feature.geom) - ST_XMin(feature.geom), ST_YMax(feature.geom) - ST_YMin(feature.geom))
          >= %(unit_m)s * 16
    ORDER BY feature.rank, feature.id
)
SELECT ST_AsMVT(drawn, 'ground', %(extent)s, 'geom') FROM drawn WHERE geom IS NOT NULL
