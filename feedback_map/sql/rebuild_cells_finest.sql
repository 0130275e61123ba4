-- Counts published pins into the finest cells of both pyramids. Takes: town. The town's cells must be gone.
-- Index: none; reads all published pins of the town once.
INSERT INTO feedback_map_tilecell (
    municipality_id, grid, level, x, y, feedback, suggestion, thanks, idea, sum_x, sum_y, changes)
SELECT %(town)s, spot.grid, 17, spot.x >> 13, spot.y >> 13,
       count(*) FILTER (WHERE kind = 'feedback'), count(*) FILTER (WHERE kind = 'suggestion'),
       count(*) FILTER (WHERE kind = 'thanks'), count(*) FILTER (WHERE kind = 'idea'),
       sum(spot.x::float8), sum(spot.y::float8), count(*)
FROM feedback_map_publishedpin
CROSS JOIN LATERAL (VALUES (0, wx, wy), (1, tx, ty)) AS spot (grid, x, y)
WHERE municipality_id = %(town)s AND wx IS NOT NULL
GROUP BY 2, 4, 5
ORDER BY 2, 4, 5 -- the order of the primary key: every page of it is filled once
