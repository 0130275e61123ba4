-- Cuts areas into pieces that are searched fast, in place of their earlier ones.
-- Takes: areas (bigint[]). Gives: nothing.
-- Index: geo_areapart area.
WITH gone AS (
    DELETE FROM geo_areapart WHERE area_id = ANY (%(areas)s::bigint[])
)
INSERT INTO geo_areapart (municipality_id, area_set_id, area_id, geom)
SELECT municipality_id, area_set_id, id, ST_Subdivide(geom, 128) FROM geo_area WHERE id = ANY (%(areas)s::bigint[])
