-- A tile read from the published pins themselves: when they are few each one, else exact counts by kind in the cells
-- three levels below the tile; pins on one spot are always counted together. A group of one is the pin itself.
-- Takes: town, grid, z, first, past (Morton codes at level 30), x0, y0 (the tile's corner there), extent,
-- few (how many pins are shown one by one). Gives: the tile's layer `pins`.
-- Index: feedback_map_published_wq or feedback_map_published_tq, one range.
WITH spots AS MATERIALIZED (
    SELECT pin_id, public_id, kind, category, is_shape, wx AS x, wy AS y, wq AS code FROM feedback_map_publishedpin
    WHERE %(grid)s = 0 AND municipality_id = %(town)s AND wq >= %(first)s AND wq < %(past)s
    UNION ALL
    SELECT pin_id, public_id, kind, category, is_shape, tx, ty, tq FROM feedback_map_publishedpin
    WHERE %(grid)s = 1 AND municipality_id = %(town)s AND tq >= %(first)s AND tq < %(past)s
), ways AS (
    SELECT CASE WHEN count(*) <= %(few)s THEN 0 ELSE greatest(0, 2 * (27 - %(z)s)) END AS bits FROM spots
), groups AS (
    SELECT code >> bits AS code, bits, count(*)::integer AS n, avg(x::float8) AS x, avg(y::float8) AS y,
           count(*) FILTER (WHERE kind = 'feedback')::integer AS feedback,
           count(*) FILTER (WHERE kind = 'suggestion')::integer AS suggestion,
           count(*) FILTER (WHERE kind = 'thanks')::integer AS thanks,
           count(*) FILTER (WHERE kind = 'idea')::integer AS idea,
           min(public_id) AS id, min(kind) AS kind, min(category) AS category, bool_or(is_shape) AS shape,
           CASE WHEN bits = 0 THEN string_agg(public_id, ',' ORDER BY pin_id DESC) END AS ids
    FROM spots CROSS JOIN ways
    GROUP BY spots.code >> bits, bits
), marks AS (
    SELECT ST_MakePoint(floor((x - %(x0)s) * %(extent)s / (1 << (30 - %(z)s))),
                        floor((y - %(y0)s) * %(extent)s / (1 << (30 - %(z)s)))) AS geom,
           CASE n WHEN 1 THEN id END AS id, CASE n WHEN 1 THEN kind END AS kind,
           CASE n WHEN 1 THEN nullif(category, '') END AS category, CASE n WHEN 1 THEN nullif(shape, false) END AS shape,
           CASE WHEN n > 1 THEN true END AS cluster, CASE WHEN n > 1 THEN n END AS n,
           CASE WHEN n > 1 THEN feedback END AS feedback, CASE WHEN n > 1 THEN suggestion END AS suggestion,
           CASE WHEN n > 1 THEN thanks END AS thanks, CASE WHEN n > 1 THEN idea END AS idea,
           CASE WHEN n > 1 THEN ids END AS ids
    FROM groups
    ORDER BY code
)
SELECT ST_AsMVT(marks, 'pins', %(extent)s, 'geom') FROM marks
