-- The code of a pin's area in each set valid today; null is outside the set. Takes: pin. Gives: kind, code.
-- Index: feedback_map_one_area_in_a_set (pin, set).
SELECT area_set.kind, area.code
FROM feedback_map_pinarea own
JOIN geo_areaset area_set ON area_set.id = own.area_set_id
LEFT JOIN geo_area area ON area.id = own.area_id
WHERE own.pin_id = %(pin)s AND area_set.valid_from <= current_date
  AND (area_set.valid_to IS NULL OR area_set.valid_to > current_date)
ORDER BY area_set.kind
