-- What differs between two versions of a plan: for the whole area and for each code, by kind of shape.
-- Takes: first, second (ids). Gives: code (empty for the whole area), dimension (2 areas, 1 lines, 0 points), how much
-- there was and is (m², m, number), how much the second has that the first had not, and the other way, and the shapes
-- that were kept, gained and lost as WKB. Objects without a code stand under their layer. Whole millimetres, so that
-- two drawings of one border are one border.
-- Index: zoning_object_once (version first), primary key of zoning_planversion.
WITH drawn AS (
    SELECT version_id = %(second)s AS is_second, coalesce(nullif(code, ''), layer) AS code,
           ST_Dimension(geom) AS dimension, ST_UnaryUnion(ST_Collect(geom), 0.001) AS geom
    FROM zoning_planobject WHERE version_id IN (%(first)s, %(second)s)
    GROUP BY 1, 2, 3
    UNION ALL
    SELECT id = %(second)s, '', 2, geom FROM zoning_planversion
    WHERE id IN (%(first)s, %(second)s) AND geom IS NOT NULL
), pairs AS (
    SELECT coalesce(before.code, after.code) AS code, coalesce(before.dimension, after.dimension) AS dimension,
           coalesce(before.geom, ST_GeomFromText('GEOMETRYCOLLECTION EMPTY', 3067)) AS before,
           coalesce(after.geom, ST_GeomFromText('GEOMETRYCOLLECTION EMPTY', 3067)) AS after
    FROM (SELECT * FROM drawn WHERE NOT is_second) AS before
    FULL JOIN (SELECT * FROM drawn WHERE is_second) AS after
        ON after.code = before.code AND after.dimension = before.dimension
), shapes AS MATERIALIZED (
    SELECT code, dimension, before, after, ST_Intersection(before, after, 0.001) AS kept,
           ST_Difference(after, before, 0.001) AS gained, ST_Difference(before, after, 0.001) AS lost
    FROM pairs
)
SELECT code, dimension, measured.before, measured.after, measured.gained, measured.lost,
       ST_AsBinary(shapes.kept), ST_AsBinary(shapes.gained), ST_AsBinary(shapes.lost)
FROM shapes
CROSS JOIN LATERAL (
    SELECT CASE dimension WHEN 2 THEN ST_Area(shapes.before) WHEN 1 THEN ST_Length(shapes.before)
               ELSE ST_NPoints(shapes.before) END AS before,
           CASE dimension WHEN 2 THEN ST_Area(shapes.after) WHEN 1 THEN ST_Length(shapes.after)
               ELSE ST_NPoints(shapes.after) END AS after,
           CASE dimension WHEN 2 THEN ST_Area(shapes.gained) WHEN 1 THEN ST_Length(shapes.gained)
               ELSE ST_NPoints(shapes.gained) END AS gained,
           CASE dimension WHEN 2 THEN ST_Area(shapes.lost) WHEN 1 THEN ST_Length(shapes.lost)
               ELSE ST_NPoints(shapes.lost) END AS lost
) AS measured
ORDER BY code <> '', dimension DESC, code
