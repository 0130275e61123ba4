-- Finds the one area of every set of the town for pins that have a place (migrations/0010_place_pin.py says how).
-- Takes: town, pins (bigint[], null for all of the town). Gives: nothing; replaces the rows of these pins.
-- Index: geo_areapart geometry (GiST).
SELECT assign_pins(%(town)s, %(pins)s)
