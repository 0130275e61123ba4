-- Why a category does not take a pin, or null. Takes: town, code (empty: no category), kind, has_place.
-- Gives: refused. Index: feedback_map_category_once (municipality, code).
SELECT refused FROM category_taking(%(town)s, %(code)s, %(kind)s, %(has_place)s)
