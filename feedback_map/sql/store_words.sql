-- Keeps the words of some pins, and gives them to their published rows; what is known already is left alone.
-- Takes: town, pins (bigint[]), lemmas (text[], side by side: tsvectors as text), texts (bigint[]: hashes of the texts
-- they were taken from). Gives: how many published rows changed.
-- Index: primary keys.
WITH told AS MATERIALIZED (
    SELECT pin.id, given.lemmas::tsvector AS lemmas, given.of_text, pin.text, pin.geom, pin.about_area_id
    FROM unnest(%(pins)s::bigint[], %(lemmas)s::text[], %(texts)s::bigint[]) AS given (id, lemmas, of_text)
    JOIN feedback_map_pin pin ON pin.id = given.id
    WHERE pin.municipality_id = %(town)s AND hashtextextended(pin.text, 0) = given.of_text
), kept AS (
    INSERT INTO feedback_map_pinwords (pin_id, municipality_id, of_text, lemmas, words)
    SELECT id, %(town)s, of_text, lemmas,
           to_tsvector('simple', text) || lemmas || place_words(geom, about_area_id)
    FROM told
    ON CONFLICT (pin_id) DO UPDATE
        SET of_text = excluded.of_text, lemmas = excluded.lemmas, words = excluded.words
        WHERE (feedback_map_pinwords.of_text, feedback_map_pinwords.words) IS DISTINCT FROM (excluded.of_text, excluded.words)
), shown AS (
    UPDATE feedback_map_publishedpin published
    SET words = place_words(published.geom, published.about_area_id) || told.lemmas
    FROM told
    WHERE published.pin_id = told.id AND hashtextextended(published.text, 0) = told.of_text
      AND published.words IS DISTINCT FROM place_words(published.geom, published.about_area_id) || told.lemmas
    RETURNING 1
)
SELECT count(*) FROM shown
