-- The pin that a pin was joined with at last, itself when with none. Takes: pin. Gives: id.
-- Index: primary key of feedback_map_pin.
WITH RECURSIVE upwards (id, merged_into_id) AS (
    SELECT id, merged_into_id FROM feedback_map_pin WHERE id = %(pin)s
    UNION
    SELECT pin.id, pin.merged_into_id FROM upwards JOIN feedback_map_pin pin ON pin.id = upwards.merged_into_id
)
SELECT id FROM upwards WHERE merged_into_id IS NULL
