"""What is published of how a pin is handled, and how exactly its place is shown.

Replaces `pins_to_publish` and `publish_pins` whole. A place that is shown coarsely is coarse in everything that is
published of it: its geometry, its mark in tiles and its areas, which are those of the place as it is shown.
"""

from importlib import import_module
from typing import ClassVar

from django.db import migrations
from geo.migrating import BatchedMigration

PLACES = """
CREATE FUNCTION how_shown(asked_for text, is_sensitive boolean, place geometry) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- How exactly the public sees a place: as asked for, and that of a sensitive category to a hundred metres at most.
SELECT CASE WHEN place IS NULL THEN 'exact' WHEN asked_for = 'exact' AND coalesce(is_sensitive, false) THEN 'near'
    ELSE asked_for END
$$;
CREATE FUNCTION hectare_centre(place geometry) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- The centre of the square of 100 m that holds a place (a line or an area: a point on it). Metres, EPSG:3067.
SELECT ST_SetSRID(ST_MakePoint(floor(ST_X(mark.geom) / 100) * 100 + 50, floor(ST_Y(mark.geom) / 100) * 100 + 50), 3067)
FROM (SELECT CASE WHEN ST_GeometryType(place) = 'ST_Point' THEN place ELSE ST_PointOnSurface(place) END AS geom) AS mark
WHERE place IS NOT NULL
$$;
CREATE FUNCTION home_area_of(of_town bigint, of_pin bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
-- The area that a pin lies in, of the set in which people name their home; null: in none.
-- Index: feedback_map_one_area_in_a_set (pin_id, area_set_id).
SELECT own.area_id
FROM geo_municipality town
JOIN geo_areaset area_set ON area_set.municipality_id = town.id AND area_set.kind = town.home_set
    AND area_set.valid_from <= current_date AND (area_set.valid_to IS NULL OR area_set.valid_to > current_date)
JOIN feedback_map_pinarea own ON own.pin_id = of_pin AND own.area_set_id = area_set.id
WHERE town.id = of_town
$$;
CREATE FUNCTION areas_shown(of_town bigint, of_pin bigint, how text, place geometry, about bigint)
RETURNS TABLE (set_ids bigint[], area_ids bigint[]) LANGUAGE plpgsql STABLE AS $$
-- The area of each set that the public is told for a pin, sets side by side with areas (null: outside the set): the
-- pin's own ones, or where its place is shown coarsely those of the place as shown, or they would tell more.
-- Index: feedback_map_one_area_in_a_set (pin_id, area_set_id); geo_areapart geometry (GiST).
BEGIN
    IF how = 'exact' THEN
        RETURN QUERY
        SELECT array_agg(own.area_set_id ORDER BY own.area_set_id), array_agg(own.area_id ORDER BY own.area_set_id)
        FROM feedback_map_pinarea own WHERE own.pin_id = of_pin AND own.municipality_id = of_town;
    ELSIF place IS NOT NULL OR about IS NOT NULL THEN
        RETURN QUERY
        SELECT array_agg(area_set.id ORDER BY area_set.id),
               array_agg(held.area_ids[array_position(held.set_ids, area_set.id)] ORDER BY area_set.id)
        FROM areas_holding(of_town, coalesce(place, (SELECT area.geom FROM geo_area area WHERE area.id = about))) AS held
        CROSS JOIN geo_areaset area_set WHERE area_set.municipality_id = of_town;
    END IF;
END $$;
"""
SUPPORTS = """
CREATE FUNCTION supports_of(of_pin bigint) RETURNS integer LANGUAGE sql STABLE AS $$
-- How many people said that a pin is theirs too, or one that was joined with it and that the public may see.
-- Index: feedback_map_support_once (pin_id, participant_id); feedback_map_pin_merged_into.
WITH RECURSIVE together (id) AS (
    SELECT of_pin
    UNION
    SELECT pin.id FROM together JOIN feedback_map_pin pin ON pin.merged_into_id = together.id
    WHERE pin.visibility = 'public' AND pin.moderation = 'shown' AND NOT pin.is_test
)
SELECT count(DISTINCT support.participant_id)::integer
FROM together JOIN feedback_map_support support ON support.pin_id = together.id
$$;
CREATE FUNCTION ever_joined(those bigint[]) RETURNS bigint[] LANGUAGE sql STABLE AS $$
-- Those pins and all that were ever joined with them: what is published of one tells of the others.
-- Index: feedback_map_history (pin_id, at, id).
WITH RECURSIVE together (id) AS (
    SELECT unnest(those)
    UNION
    SELECT (entry.detail ->> 'other')::bigint
    FROM together JOIN feedback_map_update entry ON entry.pin_id = together.id
    WHERE entry.kind IN ('merged', 'parted') AND entry.detail ? 'other'
)
SELECT array_agg(id) FROM together
$$;
"""
TO_PUBLISH = """
DROP FUNCTION pins_to_publish(bigint, bigint[]);
CREATE FUNCTION pins_to_publish(of_town bigint, those bigint[]) RETURNS TABLE (
    pin_id bigint, public_id varchar, code varchar, kind varchar, category varchar, text text, language varchar,
    channel varchar, process varchar, received_at timestamptz, day date, geom geometry, is_shape boolean,
    place_note varchar, about_area_id bigint, state varchar, state_type varchar, owner varchar, answered_at timestamptz,
    supports integer, photos smallint, merged_into varchar,
    wx integer, wy integer, wq bigint, tx integer, ty integer, tq bigint, set_ids bigint[], area_ids bigint[])
LANGUAGE sql STABLE AS $$
-- What the published rows of some pins must be. A pin is published when its sender wants it, it is shown, and is no test.
-- Words about a place are left out where the place is shown coarsely.
SELECT pin.id, pin.public_id, pin.code, pin.kind, coalesce(category.code, ''), pin.text, pin.language, pin.channel,
       coalesce(process.slug, ''), pin.received_at, (pin.received_at AT TIME ZONE 'Europe/Helsinki')::date, shown.geom,
       coalesce(ST_Dimension(shown.geom) > 0, false), CASE how.shown WHEN 'exact' THEN pin.place_note ELSE '' END,
       shown.about_area_id, coalesce(state.code, ''), coalesce(state.type, 'open'), coalesce(body.code, ''),
       pin.answered_at, supports_of(pin.id),
       (SELECT count(*)::smallint FROM feedback_map_photo photo WHERE photo.pin_id = pin.id AND photo.shown = 'shown'),
       coalesce(kept.public_id, ''), place.wx, place.wy, place.wq,
       place.tx, place.ty, place.tq, coalesce(areas.set_ids, '{}'), coalesce(areas.area_ids, '{}')
FROM unnest(those) AS asked (id)
JOIN feedback_map_pin pin ON pin.id = asked.id
LEFT JOIN feedback_map_category category ON category.id = pin.category_id
LEFT JOIN participation_process process ON process.id = pin.process_id
LEFT JOIN feedback_map_state state ON state.id = pin.state_id
LEFT JOIN accounts_body body ON body.id = pin.owner_id
LEFT JOIN feedback_map_pin kept ON kept.id = pin.merged_into_id
    AND kept.visibility = 'public' AND kept.moderation = 'shown' AND NOT kept.is_test
CROSS JOIN LATERAL (SELECT how_shown(pin.shown_place, category.is_sensitive, pin.geom) AS shown OFFSET 0) AS how
CROSS JOIN LATERAL (
    SELECT CASE how.shown WHEN 'exact' THEN pin.geom WHEN 'near' THEN hectare_centre(pin.geom) END AS geom,
           CASE how.shown WHEN 'area' THEN home_area_of(of_town, pin.id) ELSE pin.about_area_id END AS about_area_id
    OFFSET 0
) AS shown
LEFT JOIN LATERAL tile_columns(
    CASE WHEN ST_Dimension(shown.geom) = 0 THEN shown.geom ELSE ST_PointOnSurface(shown.geom) END) place ON true
LEFT JOIN LATERAL areas_shown(of_town, pin.id, how.shown, shown.geom, shown.about_area_id) AS areas ON true
WHERE pin.municipality_id = of_town AND pin.visibility = 'public' AND pin.moderation = 'shown' AND NOT pin.is_test
$$;
CREATE FUNCTION updates_to_publish(of_town bigint, those bigint[]) RETURNS TABLE (
    update_id bigint, pin_id bigint, municipality_id bigint, public_id varchar, kind varchar, at timestamptz,
    state varchar, state_type varchar, owner varchar, text text, language varchar)
LANGUAGE sql STABLE AS $$
-- What the public reads of the histories of some published pins: what the town said and decided. Never notes, never
-- names, and never a resident's own words. What was taken back is not read any more, and what tells of another pin only
-- while that one is published too.
-- Index: feedback_map_history (pin_id, at, id).
SELECT entry.id, entry.pin_id, entry.municipality_id, entry.public_id, entry.kind, entry.at, coalesce(state.code, ''),
       coalesce(state.type, 'open'), coalesce(body.code, ''),
       CASE WHEN entry.author <> 'resident' THEN entry.public_text ELSE '' END, entry.language
FROM unnest(those) AS asked (id)
JOIN feedback_map_publishedpin published ON published.pin_id = asked.id AND published.municipality_id = of_town
JOIN feedback_map_update entry ON entry.pin_id = published.pin_id
LEFT JOIN feedback_map_state state ON state.id = entry.state_id
LEFT JOIN accounts_body body ON body.id = entry.owner_id
WHERE entry.kind IN (
        'routed', 'acknowledged', 'state', 'answer', 'merged', 'parted', 'disputed', 'reopened', 'outcome')
  AND NOT EXISTS (
        SELECT FROM feedback_map_update undone WHERE undone.pin_id = entry.pin_id AND undone.kind = 'undone'
          AND (undone.detail ->> 'undoes')::bigint = entry.id)
  AND (NOT entry.detail ? 'other' OR EXISTS (
        SELECT FROM feedback_map_publishedpin other WHERE other.pin_id = (entry.detail ->> 'other')::bigint))
$$;
CREATE FUNCTION publish_updates(of_town bigint, those bigint[]) RETURNS void LANGUAGE plpgsql AS $$
-- Brings what is published of the histories of some pins in line. Run it again and nothing changes.
-- Index: feedback_map_updates_of_pin (pin_id, at, update_id).
BEGIN
    WITH wanted AS MATERIALIZED (
        SELECT * FROM updates_to_publish(of_town, those)
    ), gone AS (
        DELETE FROM feedback_map_publishedupdate known
        WHERE known.pin_id = ANY (those) AND NOT EXISTS (SELECT FROM wanted WHERE wanted.update_id = known.update_id)
    )
    INSERT INTO feedback_map_publishedupdate AS known (
        update_id, pin_id, municipality_id, public_id, kind, at, state, state_type, owner, text, language)
    SELECT update_id, pin_id, municipality_id, public_id, kind, at, state, state_type, owner, text, language FROM wanted
    ON CONFLICT (update_id) DO UPDATE SET
        state = excluded.state, state_type = excluded.state_type, owner = excluded.owner, text = excluded.text
    WHERE (known.state, known.state_type, known.owner, known.text)
        IS DISTINCT FROM (excluded.state, excluded.state_type, excluded.owner, excluded.text);
END $$;
"""
_TOLD = "state, state_type, owner, answered_at, supports, photos, merged_into"
_COLUMNS = f"""kind, category, text, language, channel, process, received_at, day, geom, is_shape, place_note,
            about_area_id, {_TOLD}, wx, wy, wq, tx, ty, tq"""
PUBLISH = f"""
CREATE OR REPLACE FUNCTION publish_pins(of_town bigint, those bigint[]) RETURNS integer LANGUAGE plpgsql AS $$
-- Brings the published rows of some pins in line with the pins, and notes every difference as deltas: gives how many.
-- What changes in neither tiles nor counts (a state, an answer) is no difference to them.
-- Run it again and nothing changes. Index: primary keys; feedback_map_one_area_in_a_set (pin_id, area_set_id).
DECLARE
    deltas integer;
    have_history CONSTANT boolean := EXISTS (SELECT FROM feedback_map_update entry WHERE entry.pin_id = ANY (those));
BEGIN
    IF have_history THEN
        those := ever_joined(those);
    END IF;
    IF NOT EXISTS (SELECT FROM feedback_map_publishedpin published WHERE published.pin_id = ANY (those)) THEN
        -- all of them are new to the public: there is nothing to compare with
        WITH seen AS MATERIALIZED (
            SELECT * FROM pins_to_publish(of_town, those)
        ), shown AS (
            INSERT INTO feedback_map_publishedpin (pin_id, public_id, municipality_id, code,
            {_COLUMNS})
            SELECT pin_id, public_id, of_town, code,
            {_COLUMNS}
            FROM seen
        ), shown_areas AS (
            INSERT INTO feedback_map_publishedpinarea (pin_id, municipality_id, area_set_id, area_id, received_at)
            SELECT seen.pin_id, of_town, area.set_id, area.area_id, seen.received_at
            FROM seen CROSS JOIN LATERAL unnest(seen.set_ids, seen.area_ids) AS area (set_id, area_id)
        )
        INSERT INTO feedback_map_publisheddelta (
            municipality_id, sign, kind, channel, day, set_ids, area_ids, has_place, is_shape, wx, wy, tx, ty)
        SELECT of_town, 1, kind, channel, day, set_ids, area_ids, geom IS NOT NULL OR about_area_id IS NOT NULL,
            is_shape, wx, wy, tx, ty
        FROM seen;
        GET DIAGNOSTICS deltas = ROW_COUNT;
        IF have_history THEN
            PERFORM publish_updates(of_town, those);
        END IF;
        RETURN deltas;
    END IF;
    WITH seen AS MATERIALIZED (
        SELECT * FROM pins_to_publish(of_town, those)
    ), before AS MATERIALIZED (
        SELECT published.*, coalesce(areas.set_ids, '{{}}') AS set_ids, coalesce(areas.area_ids, '{{}}') AS area_ids
        FROM unnest(those) AS asked (id)
        JOIN feedback_map_publishedpin published ON published.pin_id = asked.id
        CROSS JOIN LATERAL (
            SELECT array_agg(own.area_set_id ORDER BY own.area_set_id) AS set_ids,
                   array_agg(own.area_id ORDER BY own.area_set_id) AS area_ids
            FROM feedback_map_publishedpinarea own WHERE own.pin_id = published.pin_id
        ) AS areas
        WHERE published.municipality_id = of_town
    ), hidden AS (
        DELETE FROM feedback_map_publishedpin published USING before
        WHERE published.pin_id = before.pin_id AND NOT EXISTS (SELECT FROM seen WHERE seen.pin_id = before.pin_id)
    ), hidden_areas AS (
        DELETE FROM feedback_map_publishedpinarea own USING before
        WHERE own.pin_id = before.pin_id AND NOT EXISTS (
            SELECT FROM seen WHERE seen.pin_id = before.pin_id AND own.area_set_id = ANY (seen.set_ids))
    ), shown AS (
        INSERT INTO feedback_map_publishedpin (pin_id, public_id, municipality_id, code,
            {_COLUMNS})
        SELECT pin_id, public_id, of_town, code,
            {_COLUMNS}
        FROM seen
        ON CONFLICT (pin_id) DO UPDATE SET
            kind = excluded.kind, category = excluded.category, text = excluded.text, language = excluded.language,
            channel = excluded.channel, process = excluded.process, received_at = excluded.received_at,
            day = excluded.day, geom = excluded.geom, is_shape = excluded.is_shape, place_note = excluded.place_note,
            about_area_id = excluded.about_area_id, state = excluded.state, state_type = excluded.state_type,
            owner = excluded.owner, answered_at = excluded.answered_at, supports = excluded.supports,
            photos = excluded.photos, merged_into = excluded.merged_into, wx = excluded.wx, wy = excluded.wy,
            wq = excluded.wq, tx = excluded.tx, ty = excluded.ty, tq = excluded.tq
    ), shown_areas AS (
        INSERT INTO feedback_map_publishedpinarea (pin_id, municipality_id, area_set_id, area_id, received_at)
        SELECT seen.pin_id, of_town, area.set_id, area.area_id, seen.received_at
        FROM seen CROSS JOIN LATERAL unnest(seen.set_ids, seen.area_ids) AS area (set_id, area_id)
        ON CONFLICT (pin_id, area_set_id) DO UPDATE SET area_id = excluded.area_id, received_at = excluded.received_at
    ), compared AS (
        SELECT before.pin_id IS NOT NULL AS was, seen.pin_id IS NOT NULL AS is_now,
               (before.kind, before.channel, before.day, before.set_ids, before.area_ids, before.wq, before.tq,
                before.geom IS NOT NULL OR before.about_area_id IS NOT NULL)
                   IS DISTINCT FROM
                   (seen.kind, seen.channel, seen.day, seen.set_ids, seen.area_ids, seen.wq, seen.tq,
                    seen.geom IS NOT NULL OR seen.about_area_id IS NOT NULL) AS moved,
               (before.text, before.category, before.language, before.place_note, before.process, before.geom::bytea)
                   IS DISTINCT FROM
                   (seen.text, seen.category, seen.language, seen.place_note, seen.process, seen.geom::bytea)
                   AS changed,
               before.kind AS old_kind, before.channel AS old_channel, before.day AS old_day,
               before.set_ids AS old_sets, before.area_ids AS old_areas, before.wx AS old_wx, before.wy AS old_wy,
               before.tx AS old_tx, before.ty AS old_ty,
               before.geom IS NOT NULL OR before.about_area_id IS NOT NULL AS old_place,
               coalesce(before.is_shape, false) OR coalesce(seen.is_shape, false) AS any_shape,
               seen.kind, seen.channel, seen.day, seen.set_ids, seen.area_ids, seen.wx, seen.wy, seen.tx, seen.ty,
               seen.geom IS NOT NULL OR seen.about_area_id IS NOT NULL AS has_place
        FROM before FULL JOIN seen ON seen.pin_id = before.pin_id
    )
    INSERT INTO feedback_map_publisheddelta (
        municipality_id, sign, kind, channel, day, set_ids, area_ids, has_place, is_shape, wx, wy, tx, ty)
    SELECT of_town, -1, old_kind, old_channel, old_day, old_sets, old_areas, old_place, any_shape,
        old_wx, old_wy, old_tx, old_ty
    FROM compared WHERE was AND (moved OR NOT is_now)
    UNION ALL
    SELECT of_town, CASE WHEN was AND NOT moved THEN 0 ELSE 1 END, kind, channel, day, set_ids, area_ids, has_place,
        any_shape, wx, wy, tx, ty
    FROM compared WHERE is_now AND (NOT was OR moved OR changed);
    GET DIAGNOSTICS deltas = ROW_COUNT;
    PERFORM publish_updates(of_town, those);
    RETURN deltas;
END $$
"""


def as_before() -> str:
    """The two functions as 0010 made them, and none of those that are new here."""
    before = import_module("feedback_map.migrations.0010_place_pin")
    publish: str = before.PUBLISH
    return f"""
        DROP FUNCTION publish_updates(bigint, bigint[]);
        DROP FUNCTION updates_to_publish(bigint, bigint[]);
        DROP FUNCTION pins_to_publish(bigint, bigint[]);
        {before.TO_PUBLISH};
        {publish.replace("CREATE FUNCTION publish_pins", "CREATE OR REPLACE FUNCTION publish_pins")};
        DROP FUNCTION ever_joined(bigint[]);
        DROP FUNCTION supports_of(bigint);
        DROP FUNCTION areas_shown(bigint, bigint, text, geometry, bigint);
        DROP FUNCTION home_area_of(bigint, bigint);
        DROP FUNCTION hectare_centre(geometry);
        DROP FUNCTION how_shown(text, boolean, geometry);
    """


class Migration(BatchedMigration):
    dependencies: ClassVar = [("feedback_map", "0019_letters")]
    operations: ClassVar = [migrations.RunSQL("".join((PLACES, SUPPORTS, TO_PUBLISH, PUBLISH)), as_before())]
