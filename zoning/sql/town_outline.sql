-- The town's border as a drawing. Takes: town, tolerance (metres). Gives: SVG path (y downwards), west, north, width,
-- height; nothing without a border.
-- Index: primary key of geo_municipality.
SELECT ST_AsSVG(ST_SimplifyPreserveTopology(boundary, %(tolerance)s), 0, 0),
       ST_XMin(boundary), -ST_YMax(boundary), ST_XMax(boundary) - ST_XMin(boundary), ST_YMax(boundary) - ST_YMin(boundary)
FROM geo_municipality WHERE id = %(town)s AND boundary IS NOT NULL
