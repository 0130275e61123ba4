-- What was promised, and what became of it.
-- Takes: town, today, since, by, area_set, owner, category, area, as clocks_lengths.sql. Gives: key, messages, open ones
-- (their state is not a closed one), promised, kept (answered by the day), late (answered after it), overdue (the day
-- is past, neither answered nor closed). Counts the same messages as clocks_lengths.sql.
-- Index: feedback_map_pin_newest (municipality_id, received_at); feedback_map_one_area_in_a_set.
SELECT CASE %(by)s WHEN 'unit' THEN pin.owner_id WHEN 'category' THEN pin.category_id ELSE place.area_id END AS key,
       count(*) AS messages,
       count(*) FILTER (WHERE pin.closed_at IS NULL) AS open,
       count(pin.due_on) AS promised,
       count(*) FILTER (WHERE (pin.answered_at AT TIME ZONE 'Europe/Helsinki')::date <= pin.due_on) AS kept,
       count(*) FILTER (WHERE (pin.answered_at AT TIME ZONE 'Europe/Helsinki')::date > pin.due_on) AS late,
       count(*) FILTER (WHERE pin.answered_at IS NULL AND pin.closed_at IS NULL AND pin.due_on < %(today)s::date)
           AS overdue
FROM feedback_map_pin pin
LEFT JOIN feedback_map_category category ON category.id = pin.category_id
LEFT JOIN feedback_map_pinarea place ON place.pin_id = pin.id AND place.area_set_id = %(area_set)s
WHERE pin.municipality_id = %(town)s AND NOT pin.is_test AND pin.moderation <> 'rejected'
  AND coalesce(category.is_answered, true)
  AND (%(since)s::date IS NULL OR pin.received_at >= %(since)s::date AT TIME ZONE 'Europe/Helsinki')
  AND (%(owner)s::bigint IS NULL OR pin.owner_id = %(owner)s)
  AND (%(category)s::bigint IS NULL OR pin.category_id = %(category)s)
  AND (%(area)s::bigint IS NULL OR place.area_id = %(area)s)
GROUP BY 1
ORDER BY 1
