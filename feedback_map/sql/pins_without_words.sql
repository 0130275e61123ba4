-- Pins of a town whose words are not known, or were taken from another text than they have now, in the order of ids.
-- Takes: town, after, most. Gives: pin, text, language, hash of the text.
-- Index: primary keys of pin and pinwords.
SELECT pin.id, pin.text, pin.language, hashtextextended(pin.text, 0)
FROM feedback_map_pin pin
LEFT JOIN feedback_map_pinwords own ON own.pin_id = pin.id
WHERE pin.municipality_id = %(town)s AND pin.id > %(after)s
  AND (own.of_text IS NULL OR own.of_text <> hashtextextended(pin.text, 0))
ORDER BY pin.id
LIMIT %(most)s
