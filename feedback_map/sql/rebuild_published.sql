-- Fills the published table from the pins of a town. Takes: town. The town's published rows must be gone.
-- Rows are written in the order of the tile pyramid, so that a tile's pins lie side by side.
-- Index: none; reads all pins of the town once.
INSERT INTO feedback_map_publishedpin (
    pin_id, public_id, municipality_id, code, kind, category, text, language, channel, process, received_at, day,
    geom, is_shape, place_note, about_area_id, wx, wy, wq, tx, ty, tq)
SELECT pin.id, pin.public_id, pin.municipality_id, pin.code, pin.kind, coalesce(category.code, ''), pin.text,
       pin.language, pin.channel, coalesce(process.slug, ''), pin.received_at,
       (pin.received_at AT TIME ZONE 'Europe/Helsinki')::date, pin.geom,
       coalesce(ST_Dimension(pin.geom) > 0, false), pin.place_note, pin.about_area_id,
       columns.wx, columns.wy, columns.wq, columns.tx, columns.ty, columns.tq
FROM feedback_map_pin pin
LEFT JOIN feedback_map_category category ON category.id = pin.category_id
LEFT JOIN participation_process process ON process.id = pin.process_id
LEFT JOIN LATERAL tile_columns(
    CASE WHEN ST_Dimension(pin.geom) = 0 THEN pin.geom ELSE ST_PointOnSurface(pin.geom) END) columns ON true
WHERE pin.municipality_id = %(town)s AND pin.visibility = 'public' AND pin.moderation = 'shown' AND NOT pin.is_test
ORDER BY columns.wq
