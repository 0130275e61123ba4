-- Fills the published table from the pins of a town. Takes: town. The town's published rows must be gone.
-- Rows are written in the order of the tile pyramid, so that a tile's pins lie side by side.
-- Index: none; reads all pins of the town once, and few more for those that are joined or shown coarsely.
INSERT INTO feedback_map_publishedpin (
    pin_id, public_id, municipality_id, code, kind, category, text, language, channel, process, received_at, day,
    geom, is_shape, place_note, about_area_id, state, state_type, owner, answered_at, supports, photos, merged_into,
    wx, wy, wq, tx, ty, tq, words)
SELECT pin.id, pin.public_id, pin.municipality_id, pin.code, pin.kind, coalesce(category.code, ''), pin.text,
       pin.language, pin.channel, coalesce(process.slug, ''), pin.received_at,
       (pin.received_at AT TIME ZONE 'Europe/Helsinki')::date, shown.geom,
       coalesce(ST_Dimension(shown.geom) > 0, false), CASE how.shown WHEN 'exact' THEN pin.place_note ELSE '' END,
       shown.about_area_id, coalesce(state.code, ''), coalesce(state.type, 'open'), coalesce(body.code, ''),
       pin.answered_at,
       CASE WHEN pin.id IN (SELECT merged_into_id FROM feedback_map_pin
                            WHERE municipality_id = %(town)s AND merged_into_id IS NOT NULL)
           THEN supports_of(pin.id) ELSE coalesce(supports.people, 0) END,
       coalesce(photos.shown, 0), coalesce(kept.public_id, ''),
       columns.wx, columns.wy, columns.wq, columns.tx, columns.ty, columns.tq,
       place_words(shown.geom, shown.about_area_id) || coalesce(own.lemmas, ''::tsvector)
FROM feedback_map_pin pin
LEFT JOIN feedback_map_category category ON category.id = pin.category_id
LEFT JOIN participation_process process ON process.id = pin.process_id
LEFT JOIN feedback_map_state state ON state.id = pin.state_id
LEFT JOIN accounts_body body ON body.id = pin.owner_id
LEFT JOIN feedback_map_pinwords own ON own.pin_id = pin.id AND own.of_text = hashtextextended(pin.text, 0)
LEFT JOIN feedback_map_pin kept ON kept.id = pin.merged_into_id
    AND kept.visibility = 'public' AND kept.moderation = 'shown' AND NOT kept.is_test
LEFT JOIN (
    SELECT pin_id, count(*)::integer AS people FROM feedback_map_support
    WHERE municipality_id = %(town)s GROUP BY pin_id
) AS supports ON supports.pin_id = pin.id
LEFT JOIN (
    SELECT pin_id, count(*)::smallint AS shown FROM feedback_map_photo
    WHERE municipality_id = %(town)s AND shown = 'shown' AND pin_id IS NOT NULL GROUP BY pin_id
) AS photos ON photos.pin_id = pin.id
CROSS JOIN LATERAL (SELECT how_shown(pin.shown_place, category.is_sensitive, pin.geom) AS shown OFFSET 0) AS how
CROSS JOIN LATERAL (
    SELECT CASE how.shown WHEN 'exact' THEN pin.geom WHEN 'near' THEN hectare_centre(pin.geom) END AS geom,
           CASE how.shown WHEN 'area' THEN home_area_of(%(town)s, pin.id) ELSE pin.about_area_id END AS about_area_id
    OFFSET 0
) AS shown
LEFT JOIN LATERAL tile_columns(
    CASE WHEN ST_Dimension(shown.geom) = 0 THEN shown.geom ELSE ST_PointOnSurface(shown.geom) END) columns ON true
WHERE pin.municipality_id = %(town)s AND pin.visibility = 'public' AND pin.moderation = 'shown' AND NOT pin.is_test
ORDER BY columns.wq
