-- Erases contact data of a town whose category's months are over, counted from when the message was closed (one that
-- gets no answer: from when it came). Takes :town. Gives (category code, how many). Index: primary keys.
WITH due AS (
    SELECT contact.pin_id, coalesce(category.code, '') AS code
    FROM feedback_map_contact contact
    JOIN feedback_map_pin pin ON pin.id = contact.pin_id
    LEFT JOIN feedback_map_category category ON category.id = pin.category_id
    WHERE contact.municipality_id = %(town)s
      AND coalesce(pin.closed_at, CASE WHEN NOT category.is_answered THEN pin.received_at END)
          < now() - make_interval(months => coalesce(category.contact_months, 24))
), gone AS (
    DELETE FROM feedback_map_contact contact USING due WHERE contact.pin_id = due.pin_id RETURNING due.code
)
SELECT code, count(*)::integer FROM gone GROUP BY code ORDER BY code
