-- Erases the words and the exact place of :pins; run by the owner. What stays says that there was a message, what kind,
-- when, and in which area of the town. It is for nobody's eyes but the handlers' from now on (:private, :text).
-- Index: primary key.
UPDATE feedback_map_pin pin
SET text = %(text)s, place_note = '', attributes = '{}', visibility = %(private)s,
    about_area_id = coalesce(pin.about_area_id, home_area_of(pin.municipality_id, pin.id)), geom = NULL,
    import_key = NULL, content_hash = NULL
WHERE pin.id = ANY (%(pins)s)
