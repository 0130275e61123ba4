-- How many published pins have a mark, when every one of them lies in a box; null when some may lie outside it.
-- Takes: town, grid (0 WebMercatorQuad, 1 ETRS-TM35FIN), west, north, east, south (whole columns and rows of level 30),
-- kinds (text[] or null). Gives: pins. Aggregate and waiting deltas in one snapshot; a town has some hundred cells.
-- Index: primary key of feedback_map_tilecell (municipality, grid, level, …).
WITH marks AS (
    SELECT x::bigint << 18 AS west, y::bigint << 18 AS north, ((x::bigint + 1) << 18) - 1 AS east,
           ((y::bigint + 1) << 18) - 1 AS south, named.kind, named.pins
    FROM feedback_map_tilecell cell
    CROSS JOIN LATERAL (VALUES ('feedback', cell.feedback), ('suggestion', cell.suggestion), ('thanks', cell.thanks),
                               ('idea', cell.idea)) AS named (kind, pins)
    WHERE cell.municipality_id = %(town)s AND cell.grid = %(grid)s AND cell.level = 12 AND named.pins <> 0
    UNION ALL
    SELECT mark.x, mark.y, mark.x, mark.y, delta.kind, delta.sign
    FROM feedback_map_publisheddelta delta
    CROSS JOIN LATERAL (SELECT CASE WHEN %(grid)s = 0 THEN delta.wx ELSE delta.tx END AS x,
                               CASE WHEN %(grid)s = 0 THEN delta.wy ELSE delta.ty END AS y) AS mark
    WHERE delta.municipality_id = %(town)s AND mark.x IS NOT NULL
)
SELECT CASE WHEN coalesce(bool_and(west >= %(west)s AND north >= %(north)s AND east <= %(east)s AND south <= %(south)s), true)
            THEN coalesce(sum(pins) FILTER (
                WHERE %(kinds)s::text[] IS NULL OR kind = ANY (%(kinds)s::text[])), 0)::bigint END
FROM marks
