-- Forgets the areas of changed pins that have no place any more. Takes: town.
-- Index: feedback_map_one_area_in_a_set (pin_id, area_set_id).
DELETE FROM feedback_map_pinarea assigned
USING import_pins row, feedback_map_pin pin
WHERE row.changed AND assigned.municipality_id = %(town)s AND assigned.pin_id = row.pin_id AND pin.id = row.pin_id
  AND pin.municipality_id = %(town)s AND pin.geom IS NULL AND pin.about_area_id IS NULL
