"""One tile of published pins in one call: functions keep their plans, which cost more than a small tile does."""

from typing import ClassVar

from django.db import migrations
from geo.migrating import BatchedMigration

MARKS = """
CREATE FUNCTION pins_tile_marks(of_town bigint, in_grid integer, at_z integer, at_x integer, at_y integer)
RETURNS bytea LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
-- The published pins of a tile one by one, read as one range of Morton codes. Pins on one spot are one mark that names
-- them all (`ids`, newest first), because no zoom tells them apart. Coordinates come from the stored columns and rows.
DECLARE
    bits CONSTANT integer := 30 - at_z;
    first CONSTANT bigint := interleave(at_x, at_y) << (2 * bits);
    past CONSTANT bigint := (interleave(at_x, at_y) + 1) << (2 * bits);
    x0 CONSTANT bigint := at_x::bigint << bits;
    y0 CONSTANT bigint := at_y::bigint << bits;
    unit CONSTANT float8 := 4096 / (1::bigint << bits)::float8;
BEGIN
    RETURN (
        WITH spots AS (
            SELECT pin_id, public_id, kind, category, is_shape, wx AS x, wy AS y, wq AS code
            FROM feedback_map_publishedpin
            WHERE in_grid = 0 AND municipality_id = of_town AND wq >= first AND wq < past
            UNION ALL
            SELECT pin_id, public_id, kind, category, is_shape, tx, ty, tq
            FROM feedback_map_publishedpin
            WHERE in_grid = 1 AND municipality_id = of_town AND tq >= first AND tq < past
        ), grouped AS (
            SELECT code, min(x) AS x, min(y) AS y, count(*)::integer AS n, min(public_id) AS id, min(kind) AS kind,
                   min(category) AS category, bool_or(is_shape) AS shape
            FROM spots GROUP BY code ORDER BY code
        ), marks AS (
            SELECT ST_MakePoint(floor((x - x0) * unit), floor((y - y0) * unit)) AS geom,
                   CASE grouped.n WHEN 1 THEN id END AS id, CASE grouped.n WHEN 1 THEN kind END AS kind,
                   CASE grouped.n WHEN 1 THEN nullif(category, '') END AS category,
                   CASE grouped.n WHEN 1 THEN nullif(shape, false) END AS shape, together.*
            FROM grouped
            LEFT JOIN LATERAL (
                SELECT true AS cluster, grouped.n,
                       count(*) FILTER (WHERE own.kind = 'feedback')::integer AS feedback,
                       count(*) FILTER (WHERE own.kind = 'suggestion')::integer AS suggestion,
                       count(*) FILTER (WHERE own.kind = 'thanks')::integer AS thanks,
                       count(*) FILTER (WHERE own.kind = 'idea')::integer AS idea,
                       string_agg(public_id, ',' ORDER BY pin_id DESC) AS ids
                FROM spots own WHERE grouped.n > 1 AND own.code = grouped.code GROUP BY own.code
            ) AS together ON true
        )
        SELECT ST_AsMVT(marks, 'pins', 4096, 'geom') FROM marks
    );
END $$
"""
CELLS = """
CREATE FUNCTION pins_tile_cells(of_town bigint, in_grid integer, at_z integer, at_x integer, at_y integer, at_level integer)
RETURNS bytea LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
-- Exact counts by kind in the cells of a level, from the aggregates and the deltas that wait to be folded into them.
-- A cell's mark stands where its pins are on average.
DECLARE
    down CONSTANT integer := at_level - at_z;
    across CONSTANT integer := 1 << down;
    columns CONSTANT integer[] := ARRAY(SELECT (at_x << down) + step FROM generate_series(0, across - 1) AS step);
    top CONSTANT integer := at_y << down;
    bits CONSTANT integer := 30 - at_level;
    x0 CONSTANT bigint := at_x::bigint << (30 - at_z);
    y0 CONSTANT bigint := at_y::bigint << (30 - at_z);
    unit CONSTANT float8 := 4096 / (1::bigint << (30 - at_z))::float8;
BEGIN
    RETURN (
        WITH parts AS (
            SELECT x, y, feedback, suggestion, thanks, idea, sum_x, sum_y
            FROM feedback_map_tilecell
            WHERE municipality_id = of_town AND grid = in_grid AND level = at_level
              AND x = ANY (columns) AND y >= top AND y < top + across
            UNION ALL
            SELECT wide >> bits, high >> bits, CASE kind WHEN 'feedback' THEN sign ELSE 0 END,
                   CASE kind WHEN 'suggestion' THEN sign ELSE 0 END, CASE kind WHEN 'thanks' THEN sign ELSE 0 END,
                   CASE kind WHEN 'idea' THEN sign ELSE 0 END, sign * wide::float8, sign * high::float8
            FROM feedback_map_publisheddelta
            CROSS JOIN LATERAL (SELECT CASE in_grid WHEN 0 THEN wx ELSE tx END AS wide,
                                       CASE in_grid WHEN 0 THEN wy ELSE ty END AS high) AS own
            WHERE municipality_id = of_town AND wide >> (bits + down) = at_x AND high >> (bits + down) = at_y
        ), counted AS (
            SELECT x, y, sum(feedback)::integer AS feedback, sum(suggestion)::integer AS suggestion,
                   sum(thanks)::integer AS thanks, sum(idea)::integer AS idea,
                   sum(feedback + suggestion + thanks + idea)::integer AS n, sum(sum_x) AS sum_x, sum(sum_y) AS sum_y
            FROM parts GROUP BY x, y ORDER BY x, y
        ), marks AS (
            SELECT ST_MakePoint(floor((sum_x / n - x0) * unit), floor((sum_y / n - y0) * unit)) AS geom,
                   true AS cluster, n, feedback, suggestion, thanks, idea
            FROM counted WHERE n > 0
        )
        SELECT ST_AsMVT(marks, 'pins', 4096, 'geom') FROM marks
    );
END $$
"""
CROWD = """
CREATE FUNCTION pins_tile_crowd(of_town bigint, in_grid integer, at_z integer, at_x integer, at_y integer)
RETURNS bytea LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
-- Exact counts by kind in the cells three levels below a tile, for cells finer than any counted ahead: the tile's
-- range of published pins, grouped by the leading bits of their Morton codes.
DECLARE
    bits CONSTANT integer := 30 - at_z;
    cell_bits CONSTANT integer := 2 * greatest(0, bits - 3);
    first CONSTANT bigint := interleave(at_x, at_y) << (2 * bits);
    past CONSTANT bigint := (interleave(at_x, at_y) + 1) << (2 * bits);
    x0 CONSTANT bigint := at_x::bigint << bits;
    y0 CONSTANT bigint := at_y::bigint << bits;
    unit CONSTANT float8 := 4096 / (1::bigint << bits)::float8;
BEGIN
    RETURN (
        WITH parts AS (
            SELECT wq >> cell_bits AS cell, kind, count(*) AS n, sum(wx) AS sum_x, sum(wy) AS sum_y
            FROM feedback_map_publishedpin
            WHERE in_grid = 0 AND municipality_id = of_town AND wq >= first AND wq < past
            GROUP BY 1, 2
            UNION ALL
            SELECT tq >> cell_bits, kind, count(*), sum(tx), sum(ty)
            FROM feedback_map_publishedpin
            WHERE in_grid = 1 AND municipality_id = of_town AND tq >= first AND tq < past
            GROUP BY 1, 2
        ), counted AS (
            SELECT sum(n)::integer AS n, sum(sum_x)::float8 AS sum_x, sum(sum_y)::float8 AS sum_y,
                   coalesce(sum(n) FILTER (WHERE kind = 'feedback'), 0)::integer AS feedback,
                   coalesce(sum(n) FILTER (WHERE kind = 'suggestion'), 0)::integer AS suggestion,
                   coalesce(sum(n) FILTER (WHERE kind = 'thanks'), 0)::integer AS thanks,
                   coalesce(sum(n) FILTER (WHERE kind = 'idea'), 0)::integer AS idea
            FROM parts GROUP BY cell ORDER BY cell
        ), marks AS (
            SELECT ST_MakePoint(floor((sum_x / n - x0) * unit), floor((sum_y / n - y0) * unit)) AS geom,
                   true AS cluster, n, feedback, suggestion, thanks, idea
            FROM counted
        )
        SELECT ST_AsMVT(marks, 'pins', 4096, 'geom') FROM marks
    );
END $$
"""
SHAPES = """
CREATE FUNCTION pins_tile_shapes(of_town bigint, in_grid integer, at_z integer, at_x integer, at_y integer)
RETURNS bytea LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
-- The published lines and areas that reach into a tile, cut a little outside its edge; the newest 200 of them.
-- Their marks are counted with the others: a shape crosses many tiles, and is one pin.
DECLARE
    box CONSTANT geometry := CASE in_grid
        WHEN 0 THEN ST_TileEnvelope(at_z, at_x, at_y)
        ELSE ST_TileEnvelope(at_z, at_x, at_y, ST_MakeEnvelope(-548576, 6291456, 1548576, 8388608, 3067)) END;
    around CONSTANT geometry := ST_Expand(ST_Transform(box, 3067), (ST_XMax(box) - ST_XMin(box)) / 20);
BEGIN
    RETURN (
        WITH shapes AS (
            SELECT ST_AsMVTGeom(ST_Transform(geom, ST_SRID(box)), box, 4096, 64) AS geom, public_id AS id, kind,
                   nullif(category, '') AS category
            FROM feedback_map_publishedpin
            WHERE is_shape AND geom && around AND municipality_id = of_town
            ORDER BY pin_id DESC LIMIT 200
        )
        SELECT ST_AsMVT(shapes, 'shapes', 4096, 'geom') FROM shapes WHERE geom IS NOT NULL
    );
END $$
"""
TILE = """
CREATE FUNCTION pins_tile(
    of_town text, in_grid integer, at_z integer, at_x integer, at_y integer, held text[],
    OUT version text, OUT tile bytea)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET plan_cache_mode = force_generic_plan SET max_parallel_workers_per_gather = 0 AS $$
-- The version of a tile of published pins, and the tile unless the asker holds that version already.
-- No version: no such town. All of it is read in one snapshot, so the version is the tile's own.
-- The version counts the published changes in the tile's cell, folded or not (past level 17, in the cell that holds
-- the tile), and where lines and areas are drawn also theirs in the whole town. It needs no look at the pins.
DECLARE
    few CONSTANT integer := 100;                -- so many are shown one by one: a screen has four to twelve tiles
    counted_to CONSTANT integer := 17;          -- the finest level of the aggregates
    shapes_within CONSTANT float8 := 20000;     -- metres; in wider tiles the mark of a line or area must do
    too_many_to_read CONSTANT integer := 5000;  -- then coarser cells, counted ahead, do as well
    at_level CONSTANT integer := least(at_z, counted_to);
    up CONSTANT integer := at_z - at_level;
    bits CONSTANT integer := 30 - at_level;
    has_shapes CONSTANT boolean :=
        CASE in_grid WHEN 0 THEN 40075016.7 ELSE 2097152 END / (1 << at_z) <= shapes_within;
    known record;
BEGIN
    SELECT town.id, (extract(epoch FROM town.created_at) * 1000000)::bigint AS since, coalesce(state.epoch, 0) AS epoch,
           coalesce(cell.changes, 0) + fresh.changes AS changes,
           coalesce(cell.feedback + cell.suggestion + cell.thanks + cell.idea, 0) + fresh.pins AS pins,
           coalesce(state.shape_changes, 0) + fresh.shapes AS shape_changes
    INTO known
    FROM geo_municipality town
    LEFT JOIN feedback_map_publishedstate state ON state.municipality_id = town.id
    LEFT JOIN feedback_map_tilecell cell ON cell.municipality_id = town.id AND cell.grid = in_grid
        AND cell.level = at_level AND cell.x = at_x >> up AND cell.y = at_y >> up
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE inside) AS changes, coalesce(sum(sign) FILTER (WHERE inside), 0) AS pins,
               count(*) FILTER (WHERE is_shape) AS shapes
        FROM (
            SELECT sign, is_shape, CASE in_grid WHEN 0 THEN wx ELSE tx END >> bits = at_x >> up
                               AND CASE in_grid WHEN 0 THEN wy ELSE ty END >> bits = at_y >> up AS inside
            FROM feedback_map_publisheddelta delta WHERE delta.municipality_id = town.id
        ) AS waiting
    ) AS fresh
    WHERE town.slug = of_town;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    version := concat_ws('-', to_hex(known.since), known.epoch, known.changes,
                         CASE WHEN has_shapes THEN known.shape_changes END);
    IF version = ANY (held) THEN
        RETURN;
    END IF;
    IF known.pins > few AND up > 0 THEN
        known.pins := pins_tile_first(known.id, in_grid, at_z, at_x, at_y, few + 1);
    END IF;
    tile := CASE
        WHEN known.pins = 0 THEN NULL
        WHEN known.pins <= few THEN pins_tile_marks(known.id, in_grid, at_z, at_x, at_y)
        WHEN at_z + 3 <= counted_to THEN pins_tile_cells(known.id, in_grid, at_z, at_x, at_y, at_z + 3)
        WHEN at_z + 2 <= counted_to AND known.pins > too_many_to_read
            THEN pins_tile_cells(known.id, in_grid, at_z, at_x, at_y, at_z + 2)
        ELSE pins_tile_crowd(known.id, in_grid, at_z, at_x, at_y)
    END;
    tile := coalesce(tile, '') || CASE WHEN has_shapes
        THEN coalesce(pins_tile_shapes(known.id, in_grid, at_z, at_x, at_y), '') ELSE '' END;
END $$
"""
FIRST = """
CREATE FUNCTION pins_tile_first(
    of_town bigint, in_grid integer, at_z integer, at_x integer, at_y integer, most integer)
RETURNS integer LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
-- How many published pins a tile has, counted no further than `most`.
DECLARE
    first CONSTANT bigint := interleave(at_x, at_y) << (2 * (30 - at_z));
    past CONSTANT bigint := (interleave(at_x, at_y) + 1) << (2 * (30 - at_z));
BEGIN
    RETURN (
        SELECT count(*) FROM (
            SELECT FROM feedback_map_publishedpin
            WHERE in_grid = 0 AND municipality_id = of_town AND wq >= first AND wq < past
            UNION ALL
            SELECT FROM feedback_map_publishedpin
            WHERE in_grid = 1 AND municipality_id = of_town AND tq >= first AND tq < past
            LIMIT most
        ) AS begun
    );
END $$
"""
_ARGUMENTS = "bigint, integer, integer, integer, integer"
DROP = f"""
DROP FUNCTION pins_tile(text, integer, integer, integer, integer, text[]);
DROP FUNCTION pins_tile_shapes({_ARGUMENTS});
DROP FUNCTION pins_tile_crowd({_ARGUMENTS});
DROP FUNCTION pins_tile_cells({_ARGUMENTS}, integer);
DROP FUNCTION pins_tile_marks({_ARGUMENTS});
DROP FUNCTION pins_tile_first({_ARGUMENTS}, integer);
"""


class Migration(BatchedMigration):
    dependencies: ClassVar = [("feedback_map", "0005_faster_functions")]
    operations: ClassVar = [
        migrations.RunSQL(";".join((FIRST, MARKS, CELLS, CROWD, SHAPES, TILE)), DROP),
    ]
