-- How long messages waited, in the working days of their own unit, counted by length.
-- Takes: town, today, since (null: all), by (unit, category or area), area_set (where by is area, or area is given),
-- owner, category, area (null: any). Gives: key (id or null), clock, days, how many ended so, how many were last seen
-- so: open today, or closed some other way. A working day counts when it is after the day of receipt and not after the
-- day of the end. Messages in categories that are not answered, tests and rejected ones have no clock.
-- Index: feedback_map_pin_newest (municipality_id, received_at); feedback_map_one_area_in_a_set; feedback_map_holiday's key.
WITH messages AS MATERIALIZED (
    SELECT CASE %(by)s WHEN 'unit' THEN pin.owner_id WHEN 'category' THEN pin.category_id ELSE place.area_id END AS key,
           coalesce(body.working_days, '{1,2,3,4,5}'::smallint[]) AS working_days,
           (pin.received_at AT TIME ZONE 'Europe/Helsinki')::date AS received,
           (pin.acknowledged_at AT TIME ZONE 'Europe/Helsinki')::date AS acknowledged,
           (pin.answered_at AT TIME ZONE 'Europe/Helsinki')::date AS answered,
           (pin.closed_at AT TIME ZONE 'Europe/Helsinki')::date AS closed,
           state.type = 'done' AS is_done
    FROM feedback_map_pin pin
    LEFT JOIN accounts_body body ON body.id = pin.owner_id
    LEFT JOIN feedback_map_category category ON category.id = pin.category_id
    LEFT JOIN feedback_map_state state ON state.id = pin.state_id
    LEFT JOIN feedback_map_pinarea place ON place.pin_id = pin.id AND place.area_set_id = %(area_set)s
    WHERE pin.municipality_id = %(town)s AND NOT pin.is_test AND pin.moderation <> 'rejected'
      AND coalesce(category.is_answered, true)
      AND (%(since)s::date IS NULL OR pin.received_at >= %(since)s::date AT TIME ZONE 'Europe/Helsinki')
      AND (%(owner)s::bigint IS NULL OR pin.owner_id = %(owner)s)
      AND (%(category)s::bigint IS NULL OR pin.category_id = %(category)s)
      AND (%(area)s::bigint IS NULL OR place.area_id = %(area)s)
), waits AS (
    SELECT message.key, message.working_days, message.received, clock.name, clock.ended IS NOT NULL AS has_ended,
           least(coalesce(clock.ended, message.closed, %(today)s::date), %(today)s::date) AS last_day, count(*) AS number
    FROM messages message
    CROSS JOIN LATERAL (VALUES ('acknowledged', message.acknowledged), ('answered', message.answered),
                               ('done', CASE WHEN message.is_done THEN message.closed END)) AS clock (name, ended)
    GROUP BY 1, 2, 3, 4, 5, 6
), calendar AS MATERIALIZED (
    SELECT pattern.working_days, day::date AS day,
           count(*) FILTER (WHERE extract(isodow FROM day)::smallint = ANY (pattern.working_days)
                            AND holiday.date IS NULL)
           OVER (PARTITION BY pattern.working_days ORDER BY day) AS worked
    FROM (SELECT DISTINCT working_days FROM messages) AS pattern
    CROSS JOIN generate_series((SELECT min(received) FROM messages), %(today)s::date, interval '1 day') AS day
    LEFT JOIN feedback_map_holiday holiday ON holiday.date = day::date
)
SELECT waits.key, waits.name, greatest(ending.worked - start.worked, 0) AS days,
       coalesce(sum(waits.number) FILTER (WHERE waits.has_ended), 0)::bigint AS ended,
       coalesce(sum(waits.number) FILTER (WHERE NOT waits.has_ended), 0)::bigint AS still_open
FROM waits
JOIN calendar start ON start.working_days = waits.working_days AND start.day = waits.received
JOIN calendar ending ON ending.working_days = waits.working_days AND ending.day = greatest(waits.last_day, waits.received)
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3
