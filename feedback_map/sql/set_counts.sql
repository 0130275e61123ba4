-- Published pins of every area of a set by kind. Takes: town, area_set. Gives: area (0: outside), kind, pins.
-- Index: primary key of feedback_map_areacount (municipality, set, …).
SELECT area, kind, sum(pins)::bigint AS pins
FROM (
    SELECT area, kind, pins FROM feedback_map_areacount
    WHERE municipality_id = %(town)s AND area_set = %(area_set)s
    UNION ALL
    SELECT coalesce(own.area_id, 0), kind, sign
    FROM feedback_map_publisheddelta CROSS JOIN LATERAL unnest(set_ids, area_ids) AS own (set_id, area_id)
    WHERE municipality_id = %(town)s AND own.set_id = %(area_set)s
) AS counted
GROUP BY area, kind
HAVING sum(pins) <> 0
ORDER BY area, kind
