-- Brings the published rows of some pins in line with the pins, and notes every difference as deltas
-- (migrations/0010_place_pin.py says how). Run it again and nothing changes.
-- Takes: town, pins (bigint[]). Gives: how many deltas were written.
-- Index: primary keys; feedback_map_one_area_in_a_set (pin_id, area_set_id).
SELECT publish_pins(%(town)s, %(pins)s)
