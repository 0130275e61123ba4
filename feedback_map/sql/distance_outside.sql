-- How far outside the town a geometry lies, in metres. Takes: town (slug), geom (EWKB). Gives: distance_m, or no row.
-- Index: geo_boundarypart geometry (GiST, nearest first).
SELECT ST_Distance(part.geom, ST_GeomFromEWKB(%(geom)s)) AS distance_m
FROM geo_boundarypart part
WHERE part.municipality_id = (SELECT id FROM geo_municipality WHERE slug = %(town)s)
ORDER BY part.geom <-> ST_GeomFromEWKB(%(geom)s)
LIMIT 1
