-- Whose a message of a category in some areas on a day of the year is (migrations/0015_placed_with_owner.py says how).
-- Takes: town, category (id or null), areas (ids), day (month × 100 + day). Gives: the body's id, or null.
-- Index: feedback_map_rule_once (municipality_id, category_id, …).
SELECT owner_of(%(town)s, %(category)s, %(areas)s::bigint[], %(day)s)
