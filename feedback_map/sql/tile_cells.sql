-- A tile of many published pins: exact counts by kind in the cells three levels below the tile.
-- Takes: town, grid, z, level (of the cells), columns (int[]: the cells' columns), top, bottom (their first and last
-- row), x0, y0 (the tile's corner at level 30), extent. Gives: the tile's layer `pins`.
-- Each cell stands where its pins are on average. Aggregate and waiting deltas in one snapshot.
-- Index: primary key of feedback_map_tilecell; feedback_map_publisheddelta municipality.
WITH parts AS (
    SELECT x, y, feedback, suggestion, thanks, idea, sum_x, sum_y
    FROM feedback_map_tilecell
    WHERE municipality_id = %(town)s AND grid = %(grid)s AND level = %(level)s
      AND x = ANY (%(columns)s::int[]) AND y BETWEEN %(top)s AND %(bottom)s
    UNION ALL
    SELECT wide >> (30 - %(level)s), high >> (30 - %(level)s),
           CASE kind WHEN 'feedback' THEN sign ELSE 0 END, CASE kind WHEN 'suggestion' THEN sign ELSE 0 END,
           CASE kind WHEN 'thanks' THEN sign ELSE 0 END, CASE kind WHEN 'idea' THEN sign ELSE 0 END,
           sign * wide::float8, sign * high::float8
    FROM feedback_map_publisheddelta
    CROSS JOIN LATERAL (
        SELECT CASE %(grid)s WHEN 0 THEN wx ELSE tx END AS wide, CASE %(grid)s WHEN 0 THEN wy ELSE ty END AS high
    ) AS own
    WHERE municipality_id = %(town)s
      AND wide >> (30 - %(level)s) = ANY (%(columns)s::int[])
      AND high >> (30 - %(level)s) BETWEEN %(top)s AND %(bottom)s
), marks AS (
    SELECT ST_MakePoint(
               floor((sum(sum_x) / sum(feedback + suggestion + thanks + idea) - %(x0)s) * %(extent)s
                     / (1 << (30 - %(z)s))),
               floor((sum(sum_y) / sum(feedback + suggestion + thanks + idea) - %(y0)s) * %(extent)s
                     / (1 << (30 - %(z)s)))) AS geom,
           true AS cluster, sum(feedback + suggestion + thanks + idea)::integer AS n, sum(feedback)::integer AS feedback,
           sum(suggestion)::integer AS suggestion, sum(thanks)::integer AS thanks, sum(idea)::integer AS idea
    FROM parts
    GROUP BY x, y
    HAVING sum(feedback + suggestion + thanks + idea) > 0
    ORDER BY x, y
)
SELECT ST_AsMVT(marks, 'pins', %(extent)s, 'geom') FROM marks
