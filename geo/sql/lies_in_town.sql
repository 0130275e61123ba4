-- Whether a point lies in a town; yes where the town's boundary is not known. Takes: town, x, y (EPSG:3067).
-- Index: geo_boundarypart geometry (GiST).
SELECT NOT EXISTS (SELECT FROM geo_boundarypart WHERE municipality_id = %(town)s)
    OR EXISTS (
        SELECT FROM geo_boundarypart part
        WHERE part.municipality_id = %(town)s
          AND ST_DWithin(part.geom, ST_SetSRID(ST_MakePoint(%(x)s, %(y)s), 3067), 0.001))
