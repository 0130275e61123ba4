-- Gives an owner to pins that have none, by the rules (migrations/0015_placed_with_owner.py says how).
-- Takes: town, pins (ids; null: all of the town), promising (whether owners' promises hold for them). Gives: how many.
-- Index: primary keys; feedback_map_one_area_in_a_set (pin_id, area_set_id).
SELECT route_pins(%(town)s, %(pins)s, %(promising)s)
