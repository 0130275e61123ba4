-- The texts of some pins. Takes: town, pins (bigint[]). Gives: pin, text, language, hash of the text.
-- Index: primary key of feedback_map_pin.
SELECT id, text, language, hashtextextended(text, 0)
FROM feedback_map_pin
WHERE municipality_id = %(town)s AND id = ANY (%(pins)s)
ORDER BY id
