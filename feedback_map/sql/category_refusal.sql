-- Why a category does not take a pin, or null. Takes: town (slug), code (empty: no category), kind, has_place.
-- Gives: refused. Index: feedback_map_category_once (municipality, code).
SELECT refused
FROM geo_municipality town CROSS JOIN LATERAL category_taking(town.id, %(code)s, %(kind)s, %(has_place)s)
WHERE town.slug = %(town)s
