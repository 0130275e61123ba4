-- The areas of the same set that touch an area, by code.
-- Takes: area, area_set. Gives: code.
-- Index: geo_areapart area_id, geo_areapart_geom_id.
SELECT DISTINCT near.code
FROM geo_areapart mine
JOIN geo_areapart other
  ON other.area_set_id = %(area_set)s AND other.area_id <> mine.area_id AND ST_Intersects(other.geom, mine.geom)
JOIN geo_area near ON near.id = other.area_id
WHERE mine.area_id = %(area)s
ORDER BY near.code
