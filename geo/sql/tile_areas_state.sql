-- The area set of a kind that is valid on a day, and a version that changes with any row of it.
-- Takes: town (slug), kind (empty: the town's home set), day. Gives: town's id, since (when the town was made, in
-- microseconds), area_set (null when there is none), kind, version. Index: geo_area (area_set, code).
SELECT town.id, (extract(epoch FROM town.created_at) * 1000000)::bigint AS since, area_set.id, area_set.kind,
       concat_ws('-', town.xmin, area_set.xmin, areas.number, areas.written) AS version
FROM geo_municipality town
LEFT JOIN geo_areaset area_set ON area_set.municipality_id = town.id
    AND area_set.kind = coalesce(nullif(%(kind)s, ''), town.home_set)
    AND area_set.valid_from <= %(day)s AND (area_set.valid_to IS NULL OR area_set.valid_to > %(day)s)
LEFT JOIN LATERAL (
    SELECT count(*) AS number, sum(hashtext(area.xmin::text || area.ctid::text)) AS written FROM geo_area area
    WHERE area.area_set_id = area_set.id
) AS areas ON true
WHERE town.slug = %(town)s
