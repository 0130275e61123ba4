-- Folds the deltas of a town into the aggregates and forgets them, all in one snapshot: a reader that adds aggregate
-- and deltas sees the same sums before and after. Takes: town. Gives: nothing; run it again and nothing changes.
-- Index: primary keys of feedback_map_tilecell and feedback_map_areacount.
WITH folded AS (
    DELETE FROM feedback_map_publisheddelta WHERE municipality_id = %(town)s RETURNING *
), spots AS (
    SELECT 0 AS grid, wx AS x, wy AS y, kind, sign FROM folded WHERE wx IS NOT NULL
    UNION ALL
    SELECT 1, tx, ty, kind, sign FROM folded WHERE tx IS NOT NULL
), cells AS (
    SELECT spots.grid, level, spots.x >> (30 - level) AS cx, spots.y >> (30 - level) AS cy,
           coalesce(sum(sign) FILTER (WHERE kind = 'feedback'), 0) AS feedback,
           coalesce(sum(sign) FILTER (WHERE kind = 'suggestion'), 0) AS suggestion,
           coalesce(sum(sign) FILTER (WHERE kind = 'thanks'), 0) AS thanks,
           coalesce(sum(sign) FILTER (WHERE kind = 'idea'), 0) AS idea,
           sum(sign * x::float8) AS sum_x, sum(sign * y::float8) AS sum_y, count(*) AS changes
    FROM spots CROSS JOIN generate_series(0, 17) AS level
    GROUP BY 1, 2, 3, 4
    ORDER BY 1, 2, 3, 4
), kept_cells AS (
    INSERT INTO feedback_map_tilecell AS cell (
        municipality_id, grid, level, x, y, feedback, suggestion, thanks, idea, sum_x, sum_y, changes)
    SELECT %(town)s, grid, level, cx, cy, feedback, suggestion, thanks, idea, sum_x, sum_y, changes FROM cells
    ON CONFLICT (municipality_id, grid, level, x, y) DO UPDATE SET
        feedback = cell.feedback + excluded.feedback, suggestion = cell.suggestion + excluded.suggestion,
        thanks = cell.thanks + excluded.thanks, idea = cell.idea + excluded.idea,
        sum_x = cell.sum_x + excluded.sum_x, sum_y = cell.sum_y + excluded.sum_y,
        changes = cell.changes + excluded.changes
), shapes AS (
    INSERT INTO feedback_map_publishedstate AS state (municipality_id, epoch, shape_changes)
    SELECT %(town)s, 0, count(*) FROM folded WHERE is_shape HAVING count(*) > 0
    ON CONFLICT (municipality_id) DO UPDATE SET shape_changes = state.shape_changes + excluded.shape_changes
), counts AS (
    SELECT set_id, coalesce(area_id, 0) AS area_id, day, kind, channel, sum(sign) AS pins
    FROM folded CROSS JOIN LATERAL unnest(set_ids, area_ids) AS area (set_id, area_id)
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT 0, CASE WHEN has_place THEN 1 ELSE 0 END, day, kind, channel, sum(sign)
    FROM folded GROUP BY 1, 2, 3, 4, 5
)
INSERT INTO feedback_map_areacount AS known (municipality_id, area_set, area, day, kind, channel, pins)
SELECT %(town)s, set_id, area_id, day, kind, channel, pins FROM counts WHERE pins <> 0
ORDER BY set_id, area_id, day, kind, channel
ON CONFLICT (municipality_id, area_set, area, day, kind, channel) DO UPDATE SET pins = known.pins + excluded.pins
