-- Cuts a town's boundary into pieces that are searched fast, in place of the earlier ones.
-- Takes: town. Gives: nothing.
-- Index: geo_boundarypart municipality.
WITH gone AS (
    DELETE FROM geo_boundarypart WHERE municipality_id = %(town)s
)
INSERT INTO geo_boundarypart (municipality_id, geom)
SELECT id, ST_Subdivide(boundary, 128) FROM geo_municipality WHERE id = %(town)s AND boundary IS NOT NULL
