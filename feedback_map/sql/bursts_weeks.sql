-- How many different people wrote about each category in each area, this week and in each week before.
-- Takes: town, today, weeks (how many of the past), area_set. Gives: category (id or null), area (id or
-- null: none), week (0: the seven days that end today), people. A message whose sender is no longer known is a person
-- of its own. Tests and rejected messages are left out.
-- Index: feedback_map_pin_newest (municipality_id, received_at); feedback_map_one_area_in_a_set.
SELECT message.category_id, message.area_id, message.week, count(DISTINCT message.person) AS people
FROM (
    SELECT pin.category_id, place.area_id, coalesce(pin.participant_id, -pin.id) AS person,
           (%(today)s::date - (pin.received_at AT TIME ZONE 'Europe/Helsinki')::date) / 7 AS week
    FROM feedback_map_pin pin
    LEFT JOIN feedback_map_pinarea place ON place.pin_id = pin.id AND place.area_set_id = %(area_set)s
    WHERE pin.municipality_id = %(town)s AND NOT pin.is_test AND pin.moderation <> 'rejected'
      AND pin.received_at >= (%(today)s::date - 7 * %(weeks)s - 6) AT TIME ZONE 'Europe/Helsinki'
      AND pin.received_at < (%(today)s::date + 1) AT TIME ZONE 'Europe/Helsinki'
) AS message
GROUP BY 1, 2, 3
