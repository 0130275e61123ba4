-- Cuts the town by every area that a rule names: pieces inside which all points have the same areas, and so one owner.
-- Exact: an overlay, no sample. The piece without place stands for messages about the whole town.
-- Takes: town. Gives: area_ids (of the rules alone), km2, geom (WKB in EPSG:3067; null: no place), is_outside (of all
-- those areas). Index: primary key of geo_area.
WITH RECURSIVE named AS MATERIALIZED (
    SELECT area.id, area.geom, dense_rank() OVER (ORDER BY area.area_set_id) AS turn
    FROM geo_area area
    WHERE area.id IN (
        SELECT rule.area_id FROM feedback_map_routingrule rule
        WHERE rule.municipality_id = %(town)s AND rule.ended_at IS NULL)
), together AS MATERIALIZED (
    SELECT turn, ST_Union(geom) AS geom FROM named GROUP BY turn
), whole AS MATERIALIZED (
    SELECT coalesce(town.boundary, (
        SELECT ST_Multi(ST_Union(area.geom)) FROM geo_area area WHERE area.municipality_id = town.id)) AS geom
    FROM geo_municipality town WHERE town.id = %(town)s
), pieces AS (
    SELECT 0::bigint AS turn, '{}'::bigint[] AS area_ids, whole.geom::geometry AS geom FROM whole
    UNION ALL
    SELECT next.turn, next.area_ids, next.geom
    FROM (
        SELECT pieces.turn + 1 AS turn, pieces.area_ids || part.ids AS area_ids, part.geom
        FROM pieces
        JOIN together ON together.turn = pieces.turn + 1
        CROSS JOIN LATERAL (
            SELECT ARRAY[named.id] AS ids, ST_CollectionExtract(ST_Intersection(pieces.geom, named.geom), 3) AS geom
            FROM named WHERE named.turn = pieces.turn + 1 AND ST_Intersects(named.geom, pieces.geom)
            UNION ALL
            SELECT '{}'::bigint[], ST_CollectionExtract(ST_Difference(pieces.geom, together.geom), 3)
        ) AS part
    ) AS next
    WHERE ST_Area(next.geom) > 0
)
SELECT area_ids, ST_Area(geom) / 1e6 AS km2, ST_AsBinary(geom) AS geom
FROM pieces
WHERE turn = (SELECT coalesce(max(turn), 0) FROM named) AND geom IS NOT NULL
UNION ALL
SELECT '{}'::bigint[], 0, NULL
