-- The published pins inside a published plan: what was said in it.
-- Each piece of the plan is covered by at most a dozen squares of a level of the pyramid in metres, and every square is
-- one range of the pins' codes; what lies in them is then compared with the piece itself.
-- Takes: town, plan (id), most (how many pins at the most; one more than is wanted tells that there are more).
-- Gives: pin_id, in no order. Index: zoning_publishedplanpart plan; feedback_map_published_tq, some ranges;
-- feedback_map_published_shapes.
WITH pieces AS MATERIALIZED (
    SELECT geom,
           floor((ST_XMin(geom) + 548576) * 512)::integer AS west, floor((8388608 - ST_YMax(geom)) * 512)::integer AS north,
           floor((ST_XMax(geom) + 548576) * 512)::integer AS east, floor((8388608 - ST_YMin(geom)) * 512)::integer AS south
    FROM zoning_publishedplanpart WHERE plan_id = %(plan)s AND municipality_id = %(town)s
), levels AS (
    SELECT pieces.*, (
        SELECT min(shift) FROM generate_series(0, 30) AS shift
        WHERE ((east >> shift) - (west >> shift) + 1)::bigint * ((south >> shift) - (north >> shift) + 1) <= 12) AS shift
    FROM pieces
), squares AS MATERIALIZED (
    SELECT geom, interleave(x, y) << (2 * shift) AS first, ((interleave(x, y) + 1) << (2 * shift)) - 1 AS last
    FROM levels, generate_series(west >> shift, east >> shift) AS x, generate_series(north >> shift, south >> shift) AS y
)
SELECT DISTINCT pin_id FROM (
    SELECT pin.pin_id FROM squares
    JOIN feedback_map_publishedpin pin
      ON pin.municipality_id = %(town)s AND pin.tq BETWEEN squares.first AND squares.last
    WHERE NOT pin.is_shape AND ST_Intersects(squares.geom, pin.geom)
    UNION ALL
    SELECT pin.pin_id FROM pieces
    JOIN feedback_map_publishedpin pin ON pin.is_shape AND ST_Intersects(pieces.geom, pin.geom)
    WHERE pin.municipality_id = %(town)s
) AS inside
LIMIT %(most)s
