-- What a category asks of a pin. Takes: town, code. Gives: id, code, kinds, shown_when, needs_place; no row when the town
-- has no such category in use. Index: feedback_map_category_once (municipality, code).
SELECT id, code, kinds, shown_when, needs_place FROM feedback_map_category
WHERE municipality_id = %(town)s AND code = %(code)s AND is_active
