"""A pin comes in with its owner and its promise, the sender's contact data and answers, in the same one call.

Its areas are found before its row is written, so that the row is written once, with its owner.
"""

from importlib import import_module
from typing import ClassVar

from django.db import migrations
from geo.migrating import BatchedMigration

SEASON = """
CREATE FUNCTION in_season(month_day integer, season_from integer, season_to integer) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- Whether a day (month × 100 + day) is in a season, both ends included. A season may run over New Year; null: all year.
SELECT season_from IS NULL OR CASE WHEN season_from <= season_to THEN month_day BETWEEN season_from AND season_to
    ELSE month_day >= season_from OR month_day <= season_to END
$$;
CREATE FUNCTION month_day(on_day date) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT (extract(month FROM on_day) * 100 + extract(day FROM on_day))::integer
$$
"""
OWNER = """
CREATE FUNCTION owner_of(of_town bigint, its_category bigint, its_areas bigint[], its_month_day integer)
RETURNS bigint LANGUAGE plpgsql STABLE AS $$
-- The body that a message belongs to, by the most particular rule: category before area before season. Null: a hole.
-- Where several are equally particular the oldest decides, so that the answer is always the same; check_routing tells.
-- Index: feedback_map_rule_once (municipality_id, category_id, …).
BEGIN
    RETURN (
        SELECT rule.body_id FROM feedback_map_routingrule rule
        WHERE rule.municipality_id = of_town AND rule.ended_at IS NULL
          AND (rule.category_id IS NULL OR rule.category_id = its_category)
          AND (rule.area_id IS NULL OR rule.area_id = ANY (its_areas))
          AND in_season(its_month_day, rule.season_from, rule.season_to)
        ORDER BY rule.category_id IS NULL, rule.area_id IS NULL, rule.season_from IS NULL, rule.id
        LIMIT 1);
END $$
"""
PROMISE = """
CREATE FUNCTION promised_day(from_day date, days integer, working_days smallint[]) RETURNS date
LANGUAGE plpgsql STABLE AS $$
-- The last day of a promise of so many working days after a day; null when nothing is promised or nobody ever works.
-- Index: primary key of feedback_map_holiday.
DECLARE
    day date := from_day;
    left_over integer := days;
BEGIN
    IF days IS NULL OR coalesce(cardinality(working_days), 0) = 0 THEN
        RETURN NULL;
    END IF;
    WHILE left_over > 0 LOOP
        day := day + 1;
        IF extract(isodow FROM day)::smallint = ANY (working_days)
           AND NOT EXISTS (SELECT FROM feedback_map_holiday holiday WHERE holiday.date = day) THEN
            left_over := left_over - 1;
        END IF;
    END LOOP;
    RETURN day;
END $$
"""
HOLDING = """
CREATE FUNCTION areas_holding(of_town bigint, shape geometry) RETURNS TABLE (set_ids bigint[], area_ids bigint[])
LANGUAGE sql STABLE AS $$
-- The one area of each set that holds a place; sets side by side with areas, those it lies outside of left out.
-- A point on a border goes to the lowest code, a line to the area with most of its length, a polygon to the one with
-- most of its surface. A border is 1 mm wide: subdividing rounds its corners, and no point may fall between two areas.
-- Index: geo_areapart geometry (GiST).
SELECT array_agg(best.area_set_id), array_agg(best.area_id)
FROM (
    SELECT DISTINCT ON (part.area_set_id) part.area_set_id, part.area_id
    FROM geo_areapart part JOIN geo_area area ON area.id = part.area_id
    WHERE part.municipality_id = of_town AND ST_DWithin(part.geom, shape, 0.001)
    GROUP BY part.area_set_id, part.area_id, area.code
    ORDER BY part.area_set_id, round(sum(CASE ST_Dimension(shape)
        WHEN 0 THEN 0
        WHEN 1 THEN ST_Length(ST_Intersection(shape, part.geom))
        ELSE ST_Area(ST_Intersection(shape, part.geom)) END)::numeric, 3) DESC, area.code
) AS best
$$
"""
ASSIGN = """
CREATE OR REPLACE FUNCTION assign_pins(of_town bigint, those bigint[]) RETURNS void LANGUAGE plpgsql AS $$
-- Finds the one area of every set of the town for pins that have a place; one statement for some pins or for all (null).
-- A pin about a named area goes where most of that area lies; a pin in no area of a set gets a row without area.
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
        CROSS JOIN LATERAL areas_holding(of_town, CASE WHEN square.cx IS NULL THEN todo.geom END) AS found
        OFFSET 0
    )
    INSERT INTO feedback_map_pinarea (municipality_id, pin_id, area_set_id, area_id)
    SELECT of_town, own.id, area_set.id, own.area_ids[array_position(own.set_ids, area_set.id)]
    FROM own JOIN geo_areaset area_set ON area_set.municipality_id = of_town
    ON CONFLICT (pin_id, area_set_id) DO UPDATE SET area_id = excluded.area_id
    WHERE feedback_map_pinarea.area_id IS DISTINCT FROM excluded.area_id;
END $$
"""
ROUTE = """
CREATE FUNCTION route_pins(of_town bigint, those bigint[], promising boolean) RETURNS integer LANGUAGE plpgsql AS $$
-- Gives an owner to those pins (null: all of the town) that have none and are open, by the rules of today and the day
-- on which each was received; with `promising` also the day until which its owner promises an answer. Gives how many.
-- One decision for each different category, areas and day; again changes nothing but what had no owner.
-- Index: primary keys; feedback_map_one_area_in_a_set (pin_id, area_set_id).
DECLARE
    routed integer;
    seasons boolean;
BEGIN
    SELECT bool_or(rule.season_from IS NOT NULL) INTO seasons
    FROM feedback_map_routingrule rule WHERE rule.municipality_id = of_town AND rule.ended_at IS NULL;
    IF seasons IS NULL THEN
        RETURN 0;  -- a town without rules
    END IF;
    WITH asked AS (
        SELECT pin.* FROM unnest(those) AS named (id) JOIN feedback_map_pin pin ON pin.id = named.id
        WHERE pin.municipality_id = of_town
        UNION ALL
        SELECT pin.* FROM feedback_map_pin pin WHERE pin.municipality_id = of_town AND those IS NULL
    ), named AS MATERIALIZED (
        SELECT DISTINCT rule.area_id FROM feedback_map_routingrule rule
        WHERE rule.municipality_id = of_town AND rule.ended_at IS NULL AND rule.area_id IS NOT NULL
    ), places AS (
        SELECT own.pin_id, own.area_id FROM unnest(those) AS few (id) JOIN feedback_map_pinarea own ON own.pin_id = few.id
        WHERE own.area_id IN (SELECT area_id FROM named)
        UNION ALL
        SELECT own.pin_id, own.area_id FROM feedback_map_pinarea own
        WHERE those IS NULL AND own.municipality_id = of_town AND own.area_id IN (SELECT area_id FROM named)
    ), own AS MATERIALIZED (
        SELECT pin_id, array_agg(area_id ORDER BY area_id) AS areas FROM places GROUP BY pin_id
    ), todo AS MATERIALIZED (
        SELECT pin.id, pin.category_id, own.areas, (pin.received_at AT TIME ZONE 'Europe/Helsinki')::date AS day,
               promising AND pin.answered_at IS NULL AS is_promised
        FROM asked pin LEFT JOIN own ON own.pin_id = pin.id
        WHERE pin.owner_id IS NULL AND pin.closed_at IS NULL
    ), decided AS MATERIALIZED (
        SELECT kind.category_id, kind.areas, kind.season_day,
               owner_of(of_town, kind.category_id, kind.areas, kind.season_day) AS body
        FROM (
            SELECT DISTINCT category_id, areas, CASE WHEN seasons THEN month_day(day) ELSE 101 END AS season_day
            FROM todo
        ) AS kind
    ), promises AS MATERIALIZED (
        SELECT told.body, told.day, promised_day(told.day, body.promise_days, body.working_days) AS due_on
        FROM (
            SELECT DISTINCT decided.body, todo.day
            FROM todo JOIN decided ON coalesce(decided.category_id, 0) = coalesce(todo.category_id, 0)
                AND coalesce(decided.areas, '{}') = coalesce(todo.areas, '{}')
                AND decided.season_day = CASE WHEN seasons THEN month_day(todo.day) ELSE 101 END
            WHERE todo.is_promised
        ) AS told JOIN accounts_body body ON body.id = told.body
    ), given AS (
        SELECT todo.id, decided.body, promises.due_on
        FROM todo
        JOIN decided ON coalesce(decided.category_id, 0) = coalesce(todo.category_id, 0)
            AND coalesce(decided.areas, '{}') = coalesce(todo.areas, '{}')
            AND decided.season_day = CASE WHEN seasons THEN month_day(todo.day) ELSE 101 END
        LEFT JOIN feedback_map_category category ON category.id = todo.category_id
        LEFT JOIN promises ON promises.body = decided.body AND promises.day = todo.day AND todo.is_promised
            AND coalesce(category.is_answered, true)
        WHERE decided.body IS NOT NULL
    )
    UPDATE feedback_map_pin pin SET owner_id = given.body, due_on = given.due_on
    FROM given WHERE pin.id = given.id AND pin.municipality_id = of_town;
    GET DIAGNOSTICS routed = ROW_COUNT;
    RETURN routed;
END $$
"""
CATEGORY = """
CREATE FUNCTION category_taking(
    of_town bigint, of_code text, this_kind text, has_place boolean,
    OUT id bigint, OUT at_once boolean, OUT answered boolean, OUT refused text)
LANGUAGE plpgsql STABLE AS $$
-- The category of a pin, or why it does not take the pin. A pin without a category waits for a moderator.
DECLARE
    known record;
BEGIN
    at_once := false;
    answered := true;
    IF of_code = '' THEN
        RETURN;
    END IF;
    SELECT category.id, category.kinds, category.shown_when, category.needs_place, category.is_answered INTO known
    FROM feedback_map_category category
    WHERE category.municipality_id = of_town AND category.code = of_code AND category.is_active;
    refused := CASE
        WHEN known.id IS NULL THEN 'unknown_category'
        WHEN NOT this_kind = ANY (known.kinds) THEN 'wrong_kind'
        WHEN known.needs_place AND NOT has_place THEN 'place_needed' END;
    id := known.id;
    at_once := coalesce(known.shown_when = 'at_once', false);
    answered := coalesce(known.is_answered, true);
END $$
"""
WHOSE = """
CREATE FUNCTION whose(
    of_town bigint, its_category bigint, its_areas bigint[], received_on date, is_answered boolean,
    OUT body bigint, OUT due_on date, OUT named json, OUT promise json)
LANGUAGE plpgsql STABLE AS $$
-- Who must answer a message that comes in on a day, until when, and both as its sender is told.
DECLARE
    unit accounts_body;
BEGIN
    body := owner_of(of_town, its_category, its_areas, month_day(received_on));
    IF body IS NOT NULL THEN
        SELECT * INTO unit FROM accounts_body known WHERE known.id = body;
        IF is_answered THEN
            due_on := promised_day(received_on, unit.promise_days, unit.working_days);
        END IF;
        named := json_build_object('code', unit.code, 'names', unit.names, 'is_external', unit.is_external,
                                   'phone', unit.phone, 'url', unit.url);
    END IF;
    promise := json_build_object('is_answered', is_answered,
        'working_days', CASE WHEN due_on IS NOT NULL THEN unit.promise_days END, 'due_on', due_on);
END $$
"""
PLACE = """
CREATE FUNCTION place_pin(
    of_slug text, its_id text, its_follow_hash bytea, its_kind text, its_category text, its_text text, ewkb bytea,
    about bigint, note text, its_channel text, its_visibility text, its_language text, test boolean, its_process bigint,
    its_event bigint, its_shown_place text, its_attributes jsonb, its_contact jsonb, person_id text, person_hash bytea,
    person_identity text, person_known boolean, key_scope text, key_hash text, print bytea, sealed bytea, topic text,
    OUT refused text, OUT told text, OUT kept_print bytea, OUT kept bytea)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
-- Accepts one pin, all or nothing: its key, its sender and how to reach them, itself, its areas and its owner, what is
-- published of it, its outbox row.
-- Gives `refused` and has written nothing; or `told`: what of the answer only the database knows (its code, when it was
-- received, how it is moderated, its areas, whose it is and what they promise). For a key that was used before: `told`
-- with what was kept under it.
-- Plans are made once: all of it touches a handful of rows, so loops over indexes are right whatever young tables'
-- statistics say, and stay right while the tables grow.
DECLARE
    outer_town CONSTANT text := coalesce(current_setting('kuuluvuus.town', true), '');
    of_town CONSTANT bigint := (SELECT town.id FROM geo_municipality town WHERE town.slug = of_slug);
    place CONSTANT geometry := ST_GeomFromEWKB(ewkb);
    has_place CONSTANT boolean := place IS NOT NULL OR about IS NOT NULL;
    now_at timestamptz;
    its_moderation text;
    category record;
    answer record;
    own record;
    held record;
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
    category := category_taking(of_town, its_category, its_kind, has_place);
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
    SELECT * INTO held
    FROM areas_holding(of_town, coalesce(place, (SELECT area.geom FROM geo_area area WHERE area.id = about)));
    own := whose(of_town, category.id, held.area_ids, (now_at AT TIME ZONE 'Europe/Helsinki')::date, category.answered);
    pin := nextval('feedback_map_pin_id_seq');
    its_code := pin_code(pin);
    INSERT INTO feedback_map_pin (
        id, municipality_id, public_id, code, follow_hash, kind, category_id, text, geom, about_area_id, place_note,
        channel, visibility, moderation, language, participant_id, process_id, event_id, received_at, is_test,
        shown_place, attributes, owner_id, due_on)
    VALUES (
        pin, of_town, its_id, its_code, its_follow_hash, its_kind, category.id, its_text, place, about, note,
        its_channel, its_visibility, its_moderation, its_language, person, its_process, its_event, now_at, test,
        its_shown_place, its_attributes, own.body, own.due_on);
    IF its_contact IS NOT NULL THEN
        INSERT INTO feedback_map_contact (pin_id, municipality_id, name, email, phone, language)
        VALUES (pin, of_town, its_contact ->> 'name', its_contact ->> 'email', its_contact ->> 'phone',
                its_contact ->> 'language');
    END IF;
    IF has_place THEN
        INSERT INTO feedback_map_pinarea (municipality_id, pin_id, area_set_id, area_id)
        SELECT of_town, pin, area_set.id, held.area_ids[array_position(held.set_ids, area_set.id)]
        FROM geo_areaset area_set WHERE area_set.municipality_id = of_town;
        SELECT json_object_agg(area_set.kind, area.code ORDER BY area_set.kind) INTO found_areas
        FROM geo_areaset area_set
        LEFT JOIN geo_area area ON area.id = held.area_ids[array_position(held.set_ids, area_set.id)]
        WHERE area_set.municipality_id = of_town AND area_set.valid_from <= current_date
          AND (area_set.valid_to IS NULL OR area_set.valid_to > current_date);
    END IF;
    IF its_visibility = 'public' AND its_moderation = 'shown' THEN
        PERFORM publish_pins(of_town, ARRAY[pin]);
    END IF;
    PERFORM enqueue(topic, jsonb_build_object('pin', its_id), of_town, topic || ':' || its_id);
    told := json_build_object('code', its_code, 'received_at', now_at, 'moderation', its_moderation,
                              'areas', coalesce(found_areas, '{}'), 'unit', own.named, 'promise', own.promise)::text;
    IF key_hash IS NOT NULL THEN
        PERFORM keep_answer(key_scope, key_hash, print, 201, sealed, told);
    END IF;
    PERFORM set_config('kuuluvuus.town', outer_town, true);  -- inside a larger transaction it gets its town back
END $$
"""
DROP_OLD = """
DROP FUNCTION place_pin;
DROP FUNCTION category_taking
"""

NEW = "whose", "route_pins", "areas_holding", "promised_day", "owner_of", "month_day", "in_season"


def as_before() -> str:
    """The three functions as 0010 made them, and none of those that are new here."""
    before = import_module("feedback_map.migrations.0010_place_pin")
    assign: str = before.ASSIGN.replace("CREATE FUNCTION assign_pins", "CREATE OR REPLACE FUNCTION assign_pins")
    return ";".join((DROP_OLD, assign, before.CATEGORY, before.PLACE, *(f"DROP FUNCTION {name}" for name in NEW)))


class Migration(BatchedMigration):
    dependencies: ClassVar = [("feedback_map", "0014_routing"), ("accounts", "0003_owners_of_messages")]
    operations: ClassVar = [
        migrations.RunSQL(
            ";".join((DROP_OLD, SEASON, OWNER, PROMISE, HOLDING, ASSIGN, ROUTE, CATEGORY, WHOSE, PLACE)),
            as_before(),
        ),
    ]
