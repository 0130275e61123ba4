-- Sums the cells of one level into those of the level above. Takes: town, level (the level to make).
-- Index: primary key of feedback_map_tilecell.
INSERT INTO feedback_map_tilecell (
    municipality_id, grid, level, x, y, feedback, suggestion, thanks, idea, sum_x, sum_y, changes)
SELECT %(town)s, grid, %(level)s, x >> 1, y >> 1,
       sum(feedback), sum(suggestion), sum(thanks), sum(idea), sum(sum_x), sum(sum_y), sum(changes)
FROM feedback_map_tilecell
WHERE municipality_id = %(town)s AND grid IN (0, 1) AND level = %(level)s + 1
GROUP BY 2, 4, 5
ORDER BY 2, 4, 5 -- the order of the primary key
