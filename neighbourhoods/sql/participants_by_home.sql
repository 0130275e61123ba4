-- Distinct participants with an accepted input in a window, by the area of each set in which they live.
-- Pins that were rejected or are tests do not count, attendance entered person by person does; one person counts once.
-- The home is the one of the first act in the window, else the first one told after it.
-- Takes: town, window_from, window_to. Gives: area_set_id, area_id (null: unknown), participants.
-- Index: participation_one_home_at_a_time, participation_one_area_in_a_set.
WITH acts AS (
    SELECT coalesce(person.merged_into_id, person.id) AS participant_id, act.at
    FROM (
        SELECT participant_id, received_at AS at FROM feedback_map_pin
        WHERE municipality_id = %(town)s AND participant_id IS NOT NULL AND moderation <> 'rejected' AND NOT is_test
          AND received_at >= %(window_from)s AND received_at < %(window_to)s
        UNION ALL
        SELECT came.participant_id, event.starts_at
        FROM participation_attendance came JOIN participation_event event ON event.id = came.event_id
        WHERE came.municipality_id = %(town)s AND came.participant_id IS NOT NULL
          AND event.starts_at >= %(window_from)s AND event.starts_at < %(window_to)s
    ) act
    JOIN participation_participant person ON person.id = act.participant_id
    WHERE NOT person.is_test
), persons AS (
    SELECT participant_id, min(at) AS first_at FROM acts GROUP BY participant_id
), homes AS (
    SELECT DISTINCT ON (persons.participant_id) persons.participant_id, home.id AS home_id, home.resident_type
    FROM persons LEFT JOIN participation_participanthome home ON home.participant_id = persons.participant_id
    ORDER BY persons.participant_id, home.valid_from <= persons.first_at DESC,
             CASE WHEN home.valid_from <= persons.first_at THEN home.valid_from END DESC, home.valid_from
)
SELECT area_set.id AS area_set_id, assigned.area_id, count(*) AS participants
FROM homes
JOIN geo_areaset area_set ON area_set.municipality_id = %(town)s
LEFT JOIN participation_homeassignment assigned
       ON assigned.home_id = homes.home_id AND assigned.area_set_id = area_set.id
WHERE homes.resident_type IS NULL OR homes.resident_type IN ('', 'permanent')
GROUP BY area_set.id, assigned.area_id
