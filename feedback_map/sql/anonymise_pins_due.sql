-- Cuts the tie between sender and message, and the key of the sender's secret link, when the category's months are over,
-- counted from when the message was closed, or came. Contact data that is still there goes too. Takes :town. Gives
-- (category code, pins). Index: feedback_map_pin_newest (municipality_id, received_at).
WITH due AS MATERIALIZED (
    SELECT pin.id, category.code
    FROM feedback_map_category category
    JOIN feedback_map_pin pin ON pin.category_id = category.id
    WHERE category.municipality_id = %(town)s AND category.anonymise_months IS NOT NULL
      AND pin.municipality_id = %(town)s
      AND pin.received_at < now() - make_interval(months => category.anonymise_months)
      AND coalesce(pin.closed_at, pin.received_at) < now() - make_interval(months => category.anonymise_months)
      AND (pin.participant_id IS NOT NULL OR pin.follow_hash IS NOT NULL)
), contacts AS (
    DELETE FROM feedback_map_contact contact USING due WHERE contact.pin_id = due.id
), cut AS (
    UPDATE feedback_map_pin pin SET participant_id = NULL, follow_hash = NULL
    FROM due WHERE pin.id = due.id RETURNING pin.id, due.code
)
SELECT code, array_agg(id) FROM cut GROUP BY code ORDER BY code
