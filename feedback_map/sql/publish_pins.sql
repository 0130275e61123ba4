-- Brings the published rows of some pins in line with the pins, and notes every difference as deltas.
-- A pin is published when its sender wants it, it is shown and it is no test. Run it again and nothing changes.
-- Takes: town, pins (bigint[]). Gives: how many deltas were written.
-- Index: primary keys; feedback_map_one_area_in_a_set (pin_id, area_set_id).
WITH asked AS MATERIALIZED (
    SELECT unnest(%(pins)s::bigint[]) AS pin_id
), placed AS MATERIALIZED (
    SELECT row.pin_id,
           array_agg(row.area_set_id ORDER BY row.area_set_id) AS set_ids,
           array_agg(row.area_id ORDER BY row.area_set_id) AS area_ids
    FROM asked JOIN feedback_map_pinarea row ON row.pin_id = asked.pin_id
    WHERE row.municipality_id = %(town)s
    GROUP BY row.pin_id
), chosen AS (
    SELECT pin.*, CASE WHEN ST_Dimension(pin.geom) = 0 THEN pin.geom ELSE ST_PointOnSurface(pin.geom) END AS mark
    FROM asked JOIN feedback_map_pin pin ON pin.id = asked.pin_id
    WHERE pin.municipality_id = %(town)s AND pin.visibility = 'public' AND pin.moderation = 'shown' AND NOT pin.is_test
), seen AS MATERIALIZED (
    SELECT chosen.*, category.code AS category, process.slug AS process,
           (chosen.received_at AT TIME ZONE 'Europe/Helsinki')::date AS day,
           coalesce(placed.set_ids, '{}') AS set_ids, coalesce(placed.area_ids, '{}') AS area_ids, columns.*
    FROM chosen
    LEFT JOIN feedback_map_category category ON category.id = chosen.category_id
    LEFT JOIN participation_process process ON process.id = chosen.process_id
    LEFT JOIN placed ON placed.pin_id = chosen.id
    LEFT JOIN LATERAL tile_columns(chosen.mark) columns ON true
), before AS MATERIALIZED (
    SELECT published.*, coalesce(areas.set_ids, '{}') AS set_ids, coalesce(areas.area_ids, '{}') AS area_ids
    FROM asked
    JOIN feedback_map_publishedpin published ON published.pin_id = asked.pin_id
    LEFT JOIN LATERAL (
        SELECT array_agg(row.area_set_id ORDER BY row.area_set_id) AS set_ids,
               array_agg(row.area_id ORDER BY row.area_set_id) AS area_ids
        FROM feedback_map_publishedpinarea row WHERE row.pin_id = published.pin_id
    ) areas ON true
), hidden AS (
    DELETE FROM feedback_map_publishedpin published USING before
    WHERE published.pin_id = before.pin_id AND NOT EXISTS (SELECT FROM seen WHERE seen.id = before.pin_id)
), hidden_areas AS (
    DELETE FROM feedback_map_publishedpinarea row USING before
    WHERE row.pin_id = before.pin_id AND NOT EXISTS (
        SELECT FROM seen WHERE seen.id = before.pin_id AND row.area_set_id = ANY (seen.set_ids))
), shown AS (
    INSERT INTO feedback_map_publishedpin (
        pin_id, public_id, municipality_id, code, kind, category, text, language, channel, process, received_at, day,
        geom, is_shape, place_note, about_area_id, wx, wy, wq, tx, ty, tq)
    SELECT id, public_id, municipality_id, code, kind, coalesce(category, ''), text, language, channel,
        coalesce(process, ''), received_at, day, geom, coalesce(ST_Dimension(geom) > 0, false), place_note,
        about_area_id, wx, wy, wq, tx, ty, tq
    FROM seen
    ON CONFLICT (pin_id) DO UPDATE SET
        kind = excluded.kind, category = excluded.category, text = excluded.text, language = excluded.language,
        channel = excluded.channel, process = excluded.process, received_at = excluded.received_at,
        day = excluded.day, geom = excluded.geom, is_shape = excluded.is_shape, place_note = excluded.place_note,
        about_area_id = excluded.about_area_id, wx = excluded.wx, wy = excluded.wy, wq = excluded.wq,
        tx = excluded.tx, ty = excluded.ty, tq = excluded.tq
), shown_areas AS (
    INSERT INTO feedback_map_publishedpinarea (pin_id, municipality_id, area_set_id, area_id, received_at)
    SELECT seen.id, %(town)s, area.set_id, area.area_id, seen.received_at
    FROM seen CROSS JOIN LATERAL unnest(seen.set_ids, seen.area_ids) AS area (set_id, area_id)
    ON CONFLICT (pin_id, area_set_id) DO UPDATE SET area_id = excluded.area_id, received_at = excluded.received_at
), compared AS (
    SELECT before.pin_id IS NOT NULL AS was, seen.id IS NOT NULL AS is_now,
           (before.kind, before.channel, before.day, before.set_ids, before.area_ids, before.wq, before.tq)
               IS DISTINCT FROM
               (seen.kind, seen.channel, seen.day, seen.set_ids, seen.area_ids, seen.wq, seen.tq) AS moved,
           (before.text, before.category, before.language, before.place_note, before.process, before.geom::bytea)
               IS DISTINCT FROM
               (seen.text, coalesce(seen.category, ''), seen.language, seen.place_note, coalesce(seen.process, ''),
                seen.geom::bytea) AS changed,
           before.kind AS old_kind, before.channel AS old_channel, before.day AS old_day,
           before.set_ids AS old_sets, before.area_ids AS old_areas, before.wx AS old_wx, before.wy AS old_wy,
           before.tx AS old_tx, before.ty AS old_ty, before.geom IS NOT NULL OR before.about_area_id IS NOT NULL
               AS old_place,
           coalesce(before.is_shape, false) OR coalesce(ST_Dimension(seen.geom) > 0, false) AS is_shape,
           seen.*, seen.geom IS NOT NULL OR seen.about_area_id IS NOT NULL AS has_place
    FROM before FULL JOIN seen ON seen.id = before.pin_id
)
INSERT INTO feedback_map_publisheddelta (
    municipality_id, sign, kind, channel, day, set_ids, area_ids, has_place, is_shape, wx, wy, tx, ty)
SELECT %(town)s, -1, old_kind, old_channel, old_day, old_sets, old_areas, old_place, is_shape,
    old_wx, old_wy, old_tx, old_ty
FROM compared WHERE was AND (moved OR NOT is_now)
UNION ALL
SELECT %(town)s, CASE WHEN was AND NOT moved THEN 0 ELSE 1 END, kind, channel, day, set_ids, area_ids, has_place,
    is_shape, wx, wy, tx, ty
FROM compared WHERE is_now AND (NOT was OR moved OR changed)
