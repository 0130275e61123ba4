-- Fills the published pins' areas of a town. Takes: town. The town's rows must be gone.
-- Written in the order in which an area's page reads them.
-- Index: feedback_map_one_area_in_a_set or a hash of it; reads all assignments of the town once.
INSERT INTO feedback_map_publishedpinarea (pin_id, municipality_id, area_set_id, area_id, received_at)
SELECT published.pin_id, published.municipality_id, row.area_set_id, row.area_id, published.received_at
FROM feedback_map_publishedpin published
JOIN feedback_map_pinarea row ON row.pin_id = published.pin_id
WHERE published.municipality_id = %(town)s AND row.municipality_id = %(town)s
ORDER BY row.area_id, published.received_at DESC, published.pin_id DESC
