-- What a tile of published pins is worth before it is drawn: how often it changed, and how many pins it can hold.
-- Takes: town (slug), grid, level, x, y (the tile's own cell, at zooms past the finest level the cell that holds it).
-- Gives: town's id, since (when the town was made, in microseconds), epoch, changes and pins of the cell, changes of
-- lines and areas anywhere in the town. Aggregate and waiting deltas in one snapshot; the pins' table is not read.
-- Index: geo_municipality slug; primary keys of feedback_map_publishedstate and feedback_map_tilecell;
-- feedback_map_publisheddelta municipality.
SELECT town.id, (extract(epoch FROM town.created_at) * 1000000)::bigint AS since, coalesce(state.epoch, 0) AS epoch,
       coalesce(cell.changes, 0) + fresh.changes AS changes,
       coalesce(cell.feedback + cell.suggestion + cell.thanks + cell.idea, 0) + fresh.pins AS pins,
       coalesce(state.shape_changes, 0) + fresh.shapes AS shape_changes
FROM geo_municipality town
LEFT JOIN feedback_map_publishedstate state ON state.municipality_id = town.id
LEFT JOIN feedback_map_tilecell cell ON cell.municipality_id = town.id AND cell.grid = %(grid)s
    AND cell.level = %(level)s AND cell.x = %(x)s AND cell.y = %(y)s
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE inside) AS changes, coalesce(sum(sign) FILTER (WHERE inside), 0) AS pins,
           count(*) FILTER (WHERE is_shape) AS shapes
    FROM (
        SELECT sign, is_shape,
               CASE %(grid)s WHEN 0 THEN wx ELSE tx END >> (30 - %(level)s) = %(x)s
               AND CASE %(grid)s WHEN 0 THEN wy ELSE ty END >> (30 - %(level)s) = %(y)s AS inside
        FROM feedback_map_publisheddelta delta WHERE delta.municipality_id = town.id
    ) AS waiting
) AS fresh
WHERE town.slug = %(town)s
