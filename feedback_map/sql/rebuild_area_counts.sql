-- Counts published pins by area, day, kind and channel. Takes: town. The town's counts must be gone.
-- Index: none; reads all published pins of the town and their areas once.
INSERT INTO feedback_map_areacount (municipality_id, area_set, area, day, kind, channel, pins)
SELECT %(town)s, row.area_set_id, coalesce(row.area_id, 0), pin.day, pin.kind, pin.channel, count(*)
FROM feedback_map_publishedpin pin JOIN feedback_map_publishedpinarea row ON row.pin_id = pin.pin_id
WHERE pin.municipality_id = %(town)s
GROUP BY 2, 3, 4, 5, 6
UNION ALL
SELECT %(town)s, 0, CASE WHEN geom IS NOT NULL OR about_area_id IS NOT NULL THEN 1 ELSE 0 END, day, kind, channel,
       count(*)
FROM feedback_map_publishedpin
WHERE municipality_id = %(town)s
GROUP BY 2, 3, 4, 5, 6
ORDER BY 2, 3, 4, 5, 6 -- the order of the primary key
