-- How long published messages of a period waited for an answer, in the working days of their own unit, by length.
-- Takes: town, first and until (moments), today, owner (code of the unit; null: any), area (null: any).
-- Gives: days, answered after so many, still waiting after so many. The day of receipt does not count. Messages in
-- categories that are not answered, and those closed without an answer (told before, not the town's), have no clock.
-- Reads only what is published, the units' working days and holidays.
-- Index: feedback_map_published_newest (municipality_id, received_at); feedback_map_holiday's key.
WITH messages AS MATERIALIZED (
    SELECT coalesce(body.working_days, '{1,2,3,4,5}'::smallint[]) AS working_days, pin.day AS received,
           (pin.answered_at AT TIME ZONE 'Europe/Helsinki')::date AS answered,
           count(*) AS number
    FROM feedback_map_publishedpin pin
    LEFT JOIN accounts_body body ON body.municipality_id = pin.municipality_id AND body.code = pin.owner
    LEFT JOIN feedback_map_category category
           ON category.municipality_id = pin.municipality_id AND category.code = pin.category
    WHERE pin.municipality_id = %(town)s AND pin.received_at >= %(first)s AND pin.received_at < %(until)s
      AND coalesce(category.is_answered, true)
      AND (pin.answered_at IS NOT NULL OR pin.state_type IN ('', 'open', 'planned'))
      AND (%(owner)s::text IS NULL OR pin.owner = %(owner)s)
      AND (%(area)s::bigint IS NULL OR EXISTS (
          SELECT FROM feedback_map_publishedpinarea place WHERE place.pin_id = pin.pin_id AND place.area_id = %(area)s))
    GROUP BY 1, 2, 3
), calendar AS MATERIALIZED (
    SELECT pattern.working_days, day::date AS day,
           count(*) FILTER (WHERE extract(isodow FROM day)::smallint = ANY (pattern.working_days)
                            AND holiday.date IS NULL)
           OVER (PARTITION BY pattern.working_days ORDER BY day) AS worked
    FROM (SELECT DISTINCT working_days FROM messages) AS pattern
    CROSS JOIN generate_series((SELECT min(received) FROM messages), %(today)s::date, interval '1 day') AS day
    LEFT JOIN feedback_map_holiday holiday ON holiday.date = day::date
)
SELECT greatest(ending.worked - start.worked, 0) AS days,
       coalesce(sum(message.number) FILTER (WHERE message.answered IS NOT NULL), 0)::bigint AS answered,
       coalesce(sum(message.number) FILTER (WHERE message.answered IS NULL), 0)::bigint AS waiting
FROM messages message
JOIN calendar start ON start.working_days = message.working_days AND start.day = message.received
JOIN calendar ending ON ending.working_days = message.working_days
                    AND ending.day = greatest(least(coalesce(message.answered, %(today)s::date), %(today)s::date),
                                              message.received)
GROUP BY 1
ORDER BY 1
