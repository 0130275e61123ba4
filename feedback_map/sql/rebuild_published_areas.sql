-- Fills the published pins' areas of a town. Takes: town. The town's rows must be gone.
-- Written in the order in which an area's page reads them. Those of a place that is shown coarsely are the areas of the
-- place as it is shown (migrations/0020_published_handling.py says why).
-- Index: feedback_map_one_area_in_a_set or a hash of it; reads all assignments of the town once.
WITH coarse AS MATERIALIZED (
    SELECT pin.id, how.shown
    FROM feedback_map_pin pin
    LEFT JOIN feedback_map_category category ON category.id = pin.category_id
    CROSS JOIN LATERAL (SELECT how_shown(pin.shown_place, category.is_sensitive, pin.geom) AS shown) AS how
    WHERE pin.municipality_id = %(town)s AND how.shown <> 'exact'
)
INSERT INTO feedback_map_publishedpinarea (pin_id, municipality_id, area_set_id, area_id, received_at)
SELECT published.pin_id, published.municipality_id, row.area_set_id, row.area_id, published.received_at
FROM feedback_map_publishedpin published
JOIN feedback_map_pinarea row ON row.pin_id = published.pin_id
LEFT JOIN coarse ON coarse.id = published.pin_id
WHERE published.municipality_id = %(town)s AND row.municipality_id = %(town)s AND coarse.id IS NULL
UNION ALL
SELECT published.pin_id, published.municipality_id, area.set_id, area.area_id, published.received_at
FROM coarse
JOIN feedback_map_publishedpin published ON published.pin_id = coarse.id
CROSS JOIN LATERAL areas_shown(
    %(town)s, published.pin_id, coarse.shown, published.geom, published.about_area_id) AS areas
CROSS JOIN LATERAL unnest(areas.set_ids, areas.area_ids) AS area (set_id, area_id)
ORDER BY 4, 5 DESC, 1 DESC
