-- Puts rows of ground_before back that were kept as text (migrations/0007_ground_put_back.py says how).
-- Takes: town. Gives: nothing. Index: primary keys.
SELECT put_ground_back(%(town)s)
