-- The areas of a set as paths of an SVG drawing in EPSG:3067 (y turned downwards), simplified to the drawing's size.
-- Takes: area_set, pixels (the drawing's longer side). Gives: area_id, path, label_x, label_y, west, north, east, south.
-- Index: geo_area area_set.
WITH frame AS (
    SELECT ST_Extent(geom) AS box FROM geo_area WHERE area_set_id = %(area_set)s
), grain AS (
    SELECT box, greatest(ST_XMax(box) - ST_XMin(box), ST_YMax(box) - ST_YMin(box)) / %(pixels)s AS metres FROM frame
)
SELECT area.id, ST_AsSVG(ST_SimplifyPreserveTopology(area.geom, grain.metres * 0.75), 0, 0),
       ST_X(area.label_point), -ST_Y(area.label_point),
       ST_XMin(grain.box), -ST_YMax(grain.box), ST_XMax(grain.box), -ST_YMin(grain.box)
FROM geo_area area CROSS JOIN grain
WHERE area.area_set_id = %(area_set)s
ORDER BY area.code
