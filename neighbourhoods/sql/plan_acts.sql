-- Who took part in a plan, by where they live: persons by home, and what part of each home's surface lies in the plan's
-- area and within some metres of it. A home is an area or a square kilometre that its person named; it tells no more.
-- Takes: town, plan (id), pins (ids of the messages inside the plan), outline (EWKB in EPSG:3067), distances_m.
-- Gives: persons, answered (of them, those who gave a statement), shares (float8[]; null: no home is known).
-- Index: primary key of feedback_map_pin; zoning_statement_of_plan; zoning_hearingmeeting plan;
-- participation_one_home_at_a_time.
WITH acts AS (
    SELECT participant_id, false AS is_statement FROM neighbourhoods_engagement
    WHERE municipality_id = %(town)s AND source = 'pin' AND source_id = ANY (%(pins)s::bigint[])
    UNION ALL
    SELECT participant_id, true FROM neighbourhoods_engagement
    WHERE municipality_id = %(town)s AND source = 'statement'
      AND source_id IN (SELECT id FROM zoning_statement WHERE plan_id = %(plan)s)
    UNION ALL
    SELECT participant_id, false FROM neighbourhoods_engagement
    WHERE municipality_id = %(town)s AND source = 'attendance' AND source_id IN (
        SELECT came.id FROM zoning_hearingmeeting meeting
        JOIN participation_attendance came ON came.event_id = meeting.event_id WHERE meeting.plan_id = %(plan)s)
), persons AS (
    SELECT participant_id, bool_or(is_statement) AS answered FROM acts
    WHERE participant_id IS NOT NULL GROUP BY participant_id
), homes AS (
    SELECT DISTINCT ON (persons.participant_id) persons.participant_id, persons.answered, home.area_id, home.cell_id
    FROM persons
    JOIN participation_participant person
      ON coalesce(person.merged_into_id, person.id) = persons.participant_id AND person.municipality_id = %(town)s
    LEFT JOIN participation_participanthome home ON home.participant_id = person.id
    ORDER BY persons.participant_id, home.valid_from DESC NULLS LAST, home.id
), by_home AS MATERIALIZED (
    SELECT area_id, cell_id, count(*)::integer AS persons, (count(*) FILTER (WHERE answered))::integer AS answered
    FROM homes GROUP BY area_id, cell_id
), rings AS MATERIALIZED (
    SELECT ring.place, CASE WHEN ring.m = 0 THEN of.geom ELSE ST_Buffer(of.geom, ring.m, 32) END AS geom
    FROM ST_MakeValid(%(outline)s::geometry) AS of (geom),
         unnest(%(distances_m)s::float8[]) WITH ORDINALITY AS ring (m, place)
)
SELECT by_home.persons, by_home.answered, (
    SELECT array_agg(ST_Area(ST_Intersection(place.geom, rings.geom)) / nullif(ST_Area(place.geom), 0)
                     ORDER BY rings.place)
    FROM rings WHERE place.geom IS NOT NULL)
FROM by_home
LEFT JOIN geo_area area ON area.id = by_home.area_id
LEFT JOIN geo_gridcell cell ON cell.id = by_home.cell_id
CROSS JOIN LATERAL (SELECT coalesce(cell.geom::geometry, area.geom::geometry) AS geom) AS place
