-- A pin and all that were joined with it, directly or over others. Takes: pin. Gives: id.
-- Index: feedback_map_pin_merged_into.
WITH RECURSIVE together (id) AS (
    SELECT %(pin)s::bigint
    UNION
    SELECT pin.id FROM together JOIN feedback_map_pin pin ON pin.merged_into_id = together.id
)
SELECT id FROM together
