"""A pin is accepted in one call: functions keep their plans, and a pin costs one trip to the database.

`assign_pins` and `publish_pins` serve one pin or a whole town; `place_pin` calls them for the one that comes in.
"""

from typing import ClassVar

from django.db import migrations
from geo.migrating import BatchedMigration

SQUARES = """
CREATE FUNCTION squares_of_one_area(of_town bigint, those bigint[])
RETURNS TABLE (cx integer, cy integer, set_ids bigint[], area_ids bigint[])
LANGUAGE plpgsql STABLE AS $$
-- Squares of 256 m with many of these points in them (null: of the town's) that lie in one area of each set altogether:
-- the areas of all their points. For a few points, asking costs more than it saves, and nothing is given.
BEGIN
    IF cardinality(those) <= 8 THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH squares AS MATERIALIZED (
        SELECT point.cx, point.cy,
               ST_MakeEnvelope(point.cx * 256, point.cy * 256, point.cx * 256 + 256, point.cy * 256 + 256, 3067) AS geom
        FROM (
            SELECT floor(ST_X(pin.geom) / 256)::integer AS cx, floor(ST_Y(pin.geom) / 256)::integer AS cy
            FROM feedback_map_pin pin
            WHERE pin.municipality_id = of_town AND (those IS NULL OR pin.id = ANY (those))
              AND ST_GeometryType(pin.geom) = 'ST_Point'
        ) AS point
        GROUP BY point.cx, point.cy HAVING count(*) > 8
    ), near AS MATERIALIZED (
        SELECT square.cx, square.cy, square.geom, part.area_set_id, min(part.area_id) AS area_id,
               min(part.area_id) = max(part.area_id) AS is_one
        FROM squares square
        JOIN geo_areapart part ON part.municipality_id = of_town AND ST_DWithin(part.geom, square.geom, 0.001)
        GROUP BY square.cx, square.cy, square.geom, part.area_set_id
        ORDER BY min(part.area_id) -- PostGIS keeps what it prepared while the area is the same
    )
    SELECT near.cx, near.cy, array_agg(near.area_set_id), array_agg(near.area_id)
    FROM near JOIN geo_area area ON area.id = near.area_id
    GROUP BY near.cx, near.cy
    HAVING bool_and(CASE WHEN near.is_one THEN ST_Covers(area.geom, near.geom) ELSE false END);
END $$
"""
ASSIGN = """
CREATE FUNCTION assign_pins(of_town bigint, those bigint[]) RETURNS void LANGUAGE plpgsql AS $$
-- Finds the one area of every set of the town for pins that have a place; one statement for one pin or for all (null).
-- A point on a border goes to the lowest code, a line to the area with most of its length, a polygon (or a pin about a
-- named area) to the one with most of its surface; a pin in no area of a set gets a row without area: outside.
-- A border is 1 mm wide: subdividing rounds its corners, and no point may fall between two areas.
-- Index: geo_areapart geometry (GiST).
BEGIN
    WITH asked AS (
        -- two branches, so that a plan made before the values are known looks at nothing but the pins that are named
        SELECT pin.id, pin.geom, pin.about_area_id
        FROM unnest(those) AS named (id) JOIN feedback_map_pin pin ON pin.id = named.id
        WHERE pin.municipality_id = of_town
        UNION ALL
        SELECT id, geom, about_area_id FROM feedback_map_pin WHERE municipality_id = of_town AND those IS NULL
    ), todo AS (
        SELECT pin.id, coalesce(pin.geom, area.geom) AS geom,
               CASE WHEN ST_GeometryType(pin.geom) = 'ST_Point' THEN floor(ST_X(pin.geom) / 256)::integer END AS cx,
               CASE WHEN ST_GeometryType(pin.geom) = 'ST_Point' THEN floor(ST_Y(pin.geom) / 256)::integer END AS cy
        FROM asked pin
        LEFT JOIN geo_area area ON area.id = pin.about_area_id
        WHERE pin.geom IS NOT NULL OR pin.about_area_id IS NOT NULL
        OFFSET 0
    ), own AS (
        SELECT todo.id, coalesce(square.set_ids, found.set_ids) AS set_ids,
               coalesce(square.area_ids, found.area_ids) AS area_ids
        FROM todo
        LEFT JOIN squares_of_one_area(of_town, those) AS square ON square.cx = todo.cx AND square.cy = todo.cy
        CROSS JOIN LATERAL (
            SELECT array_agg(best.area_set_id) AS set_ids, array_agg(best.area_id) AS area_ids
            FROM (
                SELECT DISTINCT ON (part.area_set_id) part.area_set_id, part.area_id
                FROM geo_areapart part JOIN geo_area area ON area.id = part.area_id
                WHERE square.cx IS NULL AND part.municipality_id = of_town AND ST_DWithin(part.geom, todo.geom, 0.001)
                GROUP BY part.area_set_id, part.area_id, area.code
                ORDER BY part.area_set_id, round(sum(CASE ST_Dimension(todo.geom)
                    WHEN 0 THEN 0
                    WHEN 1 THEN ST_Length(ST_Intersection(todo.geom, part.geom))
                    ELSE ST_Area(ST_Intersection(todo.geom, part.geom)) END)::numeric, 3) DESC, area.code
            ) AS best
        ) AS found
        OFFSET 0
    )
    INSERT INTO feedback_map_pinarea (municipality_id, pin_id, area_set_id, area_id)
    SELECT of_town, own.id, area_set.id, own.area_ids[array_position(own.set_ids, area_set.id)]
    FROM own JOIN geo_areaset area_set ON area_set.municipality_id = of_town
    ON CONFLICT (pin_id, area_set_id) DO UPDATE SET area_id = excluded.area_id
    WHERE feedback_map_pinarea.area_id IS DISTINCT FROM excluded.area_id;
END $$
"""
TO_PUBLISH = """
CREATE FUNCTION pins_to_publish(of_town bigint, those bigint[]) RETURNS TABLE (
    pin_id bigint, public_id varchar, code varchar, kind varchar, category varchar, text text, language varchar,
    channel varchar, process varchar, received_at timestamptz, day date, geom geometry, is_shape boolean,
    place_note varchar, about_area_id bigint, wx integer, wy integer, wq bigint, tx integer, ty integer, tq bigint,
    set_ids bigint[], area_ids bigint[])
LANGUAGE sql STABLE AS $$
-- What the published rows of some pins must be. A pin is published when its sender wants it, it is shown, and is no test.
SELECT pin.id, pin.public_id, pin.code, pin.kind, coalesce(category.code, ''), pin.text, pin.language, pin.channel,
       coalesce(process.slug, ''), pin.received_at, (pin.received_at AT TIME ZONE 'Europe/Helsinki')::date, pin.geom,
       coalesce(ST_Dimension(pin.geom) > 0, false), pin.place_note, pin.about_area_id, place.wx, place.wy, place.wq,
       place.tx, place.ty, place.tq, coalesce(areas.set_ids, '{}'), coalesce(areas.area_ids, '{}')
FROM unnest(those) AS asked (id)
JOIN feedback_map_pin pin ON pin.id = asked.id
LEFT JOIN feedback_map_category category ON category.id = pin.category_id
LEFT JOIN participation_process process ON process.id = pin.process_id
LEFT JOIN LATERAL tile_columns(
    CASE WHEN ST_Dimension(pin.geom) = 0 THEN pin.geom ELSE ST_PointOnSurface(pin.geom) END) place ON true
CROSS JOIN LATERAL (
    SELECT array_agg(own.area_set_id ORDER BY own.area_set_id) AS set_ids,
           array_agg(own.area_id ORDER BY own.area_set_id) AS area_ids
    FROM feedback_map_pinarea own WHERE own.pin_id = pin.id AND own.municipality_id = of_town
) AS areas
WHERE pin.municipality_id = of_town AND pin.visibility = 'public' AND pin.moderation = 'shown' AND NOT pin.is_test
$$
"""
_COLUMNS = """kind, category, text, language, channel, process, received_at, day, geom, is_shape, place_note,
            about_area_id, wx, wy, wq, tx, ty, tq"""
PUBLISH = f"""
CREATE FUNCTION publish_pins(of_town bigint, those bigint[]) RETURNS integer LANGUAGE plpgsql AS $$
-- Brings the published rows of some pins in line with the pins, and notes every difference as deltas: gives how many.
-- Run it again and nothing changes. Index: primary keys; feedback_map_one_area_in_a_set (pin_id, area_set_id).
DECLARE
    deltas integer;
BEGIN
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
            about_area_id = excluded.about_area_id, wx = excluded.wx, wy = excluded.wy, wq = excluded.wq,
            tx = excluded.tx, ty = excluded.ty, tq = excluded.tq
    ), shown_areas AS (
        INSERT INTO feedback_map_publishedpinarea (pin_id, municipality_id, area_set_id, area_id, received_at)
        SELECT seen.pin_id, of_town, area.set_id, area.area_id, seen.received_at
        FROM seen CROSS JOIN LATERAL unnest(seen.set_ids, seen.area_ids) AS area (set_id, area_id)
        ON CONFLICT (pin_id, area_set_id) DO UPDATE SET area_id = excluded.area_id, received_at = excluded.received_at
    ), compared AS (
        SELECT before.pin_id IS NOT NULL AS was, seen.pin_id IS NOT NULL AS is_now,
               (before.kind, before.channel, before.day, before.set_ids, before.area_ids, before.wq, before.tq)
                   IS DISTINCT FROM
                   (seen.kind, seen.channel, seen.day, seen.set_ids, seen.area_ids, seen.wq, seen.tq) AS moved,
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
    RETURN deltas;
END $$
"""
CATEGORY = """
CREATE FUNCTION category_taking(
    of_town bigint, of_code text, this_kind text, has_place boolean, OUT id bigint, OUT at_once boolean, OUT refused text)
LANGUAGE plpgsql STABLE AS $$
-- The category of a pin, or why it does not take the pin. A pin without a category waits for a moderator.
DECLARE
    known record;
BEGIN
    at_once := false;
    IF of_code = '' THEN
        RETURN;
    END IF;
    SELECT category.id, category.kinds, category.shown_when, category.needs_place INTO known
    FROM feedback_map_category category
    WHERE category.municipality_id = of_town AND category.code = of_code AND category.is_active;
    refused := CASE
        WHEN known.id IS NULL THEN 'unknown_category'
        WHEN NOT this_kind = ANY (known.kinds) THEN 'wrong_kind'
        WHEN known.needs_place AND NOT has_place THEN 'place_needed' END;
    id := known.id;
    at_once := coalesce(known.shown_when = 'at_once', false);
END $$
"""
PLACE = """
CREATE FUNCTION place_pin(
    of_slug text, its_id text, its_follow_hash bytea, its_kind text, its_category text, its_text text, ewkb bytea,
    about bigint, note text, its_channel text, its_visibility text, its_language text, test boolean, its_process bigint,
    its_event bigint, person_id text, person_hash bytea, person_identity text, person_known boolean,
    key_scope text, key_hash text, print bytea, sealed bytea, topic text,
    OUT refused text, OUT told text, OUT kept_print bytea, OUT kept bytea)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
-- Accepts one pin, all or nothing: its key, its sender, itself, its areas, what is published of it, its outbox row.
-- Gives `refused` and has written nothing; or `told`: what of the answer only the database knows (its code, when it was
-- received, how it is moderated, its areas). For a key that was used before: `told` with what was kept under it.
-- Plans are made once: all of it touches a handful of rows, so loops over indexes are right whatever young tables'
-- statistics say, and stay right while the tables grow.
DECLARE
    outer_town CONSTANT text := coalesce(current_setting('kuuluvuus.town', true), '');
    of_town CONSTANT bigint := (SELECT town.id FROM geo_municipality town WHERE town.slug = of_slug);
    place CONSTANT geometry := ST_GeomFromEWKB(ewkb);
    now_at timestamptz;
    its_moderation text;
    category record;
    answer record;
    pin bigint;
    person bigint;
    its_code text;
    found_areas json;
BEGIN
    IF of_town IS NULL THEN
        refused := 'unknown_town';
        RETURN;
    END IF;
    PERFORM set_config('kuuluvuus.town', of_town::text, true);
    IF key_hash IS NOT NULL THEN
        answer := answer_kept(key_scope, key_hash);
        IF answer.id IS NOT NULL THEN
            told := answer.told; kept_print := answer.fingerprint; kept := answer.body;
            PERFORM set_config('kuuluvuus.town', outer_town, true);
            RETURN;
        END IF;
    END IF;
    category := category_taking(of_town, its_category, its_kind, place IS NOT NULL OR about IS NOT NULL);
    -- lets pins in together, but not while areas are replaced and everything derived is rebuilt
    PERFORM pg_advisory_xact_lock_shared(hashtext('kuuluvuus.derived'), of_town::integer);
    refused := CASE
        WHEN category.refused IS NOT NULL THEN category.refused
        WHEN place IS NOT NULL AND NOT lies_in_town(of_town, place) THEN 'outside_town' END;
    IF refused IS NOT NULL THEN
        PERFORM set_config('kuuluvuus.town', outer_town, true);
        RETURN;
    END IF;
    now_at := clock_timestamp();
    its_moderation := CASE WHEN category.at_once OR its_visibility = 'private' THEN 'shown' ELSE 'waiting' END;
    person := participant_of_token(of_town, person_id, person_hash, person_identity, person_known);
    pin := nextval('feedback_map_pin_id_seq');
    its_code := pin_code(pin);
    INSERT INTO feedback_map_pin (
        id, municipality_id, public_id, code, follow_hash, kind, category_id, text, geom, about_area_id, place_note,
        channel, visibility, moderation, language, participant_id, process_id, event_id, received_at, is_test)
    VALUES (
        pin, of_town, its_id, its_code, its_follow_hash, its_kind, category.id, its_text, place, about, note,
        its_channel, its_visibility, its_moderation, its_language, person, its_process, its_event, now_at, test);
    IF place IS NOT NULL OR about IS NOT NULL THEN
        PERFORM assign_pins(of_town, ARRAY[pin]);
        SELECT json_object_agg(area_set.kind, area.code ORDER BY area_set.kind) INTO found_areas
        FROM feedback_map_pinarea own
        JOIN geo_areaset area_set ON area_set.id = own.area_set_id
        LEFT JOIN geo_area area ON area.id = own.area_id
        WHERE own.pin_id = pin AND area_set.valid_from <= current_date
          AND (area_set.valid_to IS NULL OR area_set.valid_to > current_date);
    END IF;
    IF its_visibility = 'public' AND its_moderation = 'shown' THEN
        PERFORM publish_pins(of_town, ARRAY[pin]);
    END IF;
    PERFORM enqueue(topic, jsonb_build_object('pin', its_id), of_town, topic || ':' || its_id);
    told := json_build_object('code', its_code, 'received_at', now_at, 'moderation', its_moderation,
                              'areas', coalesce(found_areas, '{}'))::text;
    IF key_hash IS NOT NULL THEN
        PERFORM keep_answer(key_scope, key_hash, print, 201, sealed, told);
    END IF;
    PERFORM set_config('kuuluvuus.town', outer_town, true);  -- inside a larger transaction it gets its town back
END $$
"""
INSIDE = """
CREATE FUNCTION lies_in_town(of_town bigint, place geometry) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
-- Whether a geometry touches the town; yes where its boundary is not known. Index: geo_boundarypart geometry (GiST).
BEGIN
    RETURN EXISTS (
            SELECT FROM geo_boundarypart part
            WHERE part.municipality_id = of_town AND ST_DWithin(part.geom, place, 0.001))
        OR NOT EXISTS (SELECT FROM geo_boundarypart part WHERE part.municipality_id = of_town);
END $$
"""
DROP = """
DROP FUNCTION place_pin;
DROP FUNCTION lies_in_town;
DROP FUNCTION category_taking;
DROP FUNCTION publish_pins;
DROP FUNCTION pins_to_publish;
DROP FUNCTION assign_pins;
DROP FUNCTION squares_of_one_area;
"""


class Migration(BatchedMigration):
    dependencies: ClassVar = [
        ("feedback_map", "0009_lean_indexes"),
        ("delivery", "0003_in_one_call"),
        ("participation", "0004_lean_participants"),
    ]
    operations: ClassVar = [
        migrations.RunSQL(";".join((SQUARES, ASSIGN, TO_PUBLISH, PUBLISH, CATEGORY, INSIDE, PLACE)), DROP),
    ]
