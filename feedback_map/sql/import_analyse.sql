-- Tells the planner what came: how many rows, how many different keys.
ANALYZE import_pins
