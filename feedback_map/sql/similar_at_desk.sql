-- Pins of the town in like words and near a place, published or not, best first; without one of them.
-- Takes: as similar_published.sql; but (the pin that is left out). Runs inside `in_town`.
-- Gives: pin, metres away (null without a place), likeness from 0 to 1.
-- Index: feedback_map_pinwords_words (GIN), behind the owner's function `pins_with_words`; primary key of the pins.
WITH close_by AS MATERIALIZED (
    SELECT pin.id AS pin_id, ST_Distance(pin.geom, ST_GeomFromEWKB(%(place)s)) AS away
    FROM pins_with_words(%(close)s) AS named (id)
    JOIN feedback_map_pin pin ON pin.id = named.id
    WHERE %(close)s <> ''
    LIMIT %(crowd)s
), found AS MATERIALIZED (
    (SELECT own.pin_id
     FROM pins_with_words(
         CASE WHEN (SELECT count(*) FROM close_by) < %(crowd)s THEN %(alike)s ELSE %(in_crowd)s END) AS named (id)
     JOIN feedback_map_pinwords own ON own.pin_id = named.id
     WHERE %(alike)s <> '' AND own.words @@ %(sought)s::tsquery
     ORDER BY ts_rank(own.words, %(sought)s::tsquery) DESC, own.pin_id DESC
     LIMIT 60)
    UNION
    (SELECT pin_id FROM close_by ORDER BY away, pin_id DESC LIMIT 20)
), counted AS MATERIALIZED (
    SELECT pin.id, pin.received_at, ST_Distance(pin.geom, ST_GeomFromEWKB(%(place)s)) AS away,
           pin.closed_at IS NULL AS is_open,
           greatest(similarity(lower(pin.text), lower(%(text)s)), coalesce((
               SELECT sum(length(word)) FILTER (WHERE word = ANY (known.words))::real / sum(length(word))
               FROM unnest(%(words)s::text[]) AS word), 0)) AS likeness
    FROM found
    JOIN feedback_map_pin pin ON pin.id = found.pin_id
    JOIN feedback_map_pinwords own ON own.pin_id = pin.id
    CROSS JOIN LATERAL (SELECT tsvector_to_array(own.words) AS words OFFSET 0) AS known
    WHERE pin.id <> %(but)s AND pin.municipality_id = %(town)s AND pin.merged_into_id IS NULL
)
SELECT id, away, likeness
FROM counted
WHERE (likeness >= %(least)s AND coalesce(away <= %(reach_m)s, true)) OR (is_open AND away <= %(close_m)s)
ORDER BY (0.1 + likeness) * (0.4 + 0.6 * exp(-coalesce(away, 0) / 100)) * CASE WHEN is_open THEN 1 ELSE 0.6 END DESC,
         received_at DESC, id
LIMIT %(most)s
