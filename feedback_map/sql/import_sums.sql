-- How the staged rows will end. Gives: new, changed, unchanged, without_place, and how many pins the town has now.
-- Takes: town. Index: feedback_map_pin_newest (municipality_id, …).
SELECT count(*) FILTER (WHERE pin_id IS NULL), count(*) FILTER (WHERE pin_id IS NOT NULL AND changed),
       count(*) FILTER (WHERE pin_id IS NOT NULL AND NOT changed), count(*) FILTER (WHERE geom IS NULL),
       (SELECT count(*) FROM feedback_map_pin WHERE municipality_id = %(town)s)
FROM import_pins
