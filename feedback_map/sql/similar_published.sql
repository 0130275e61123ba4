-- Published pins in like words and near a place, best first.
-- Takes: town, place (EWKB or null), text, words (text[]: of the text), alike (tsquery as text: the squares around, or
-- without a place that and the words; empty where there are no words), sought (tsquery as text: the words), close
-- (tsquery as text: the squares nearest by; empty without a place), crowd (how many pins close by are a crowd), in_crowd
-- (tsquery as text: asked there instead of alike), least (likeness that counts), close_m, reach_m, most.
-- Gives: pin, metres away (null without a place), likeness from 0 to 1.
-- Index: feedback_map_published_lemmas (GIN). Squares alone are looked up: dozens of them and the words at once take
-- three times as long, unless very many pins lie in them. "+ 0" keeps away the town's own index, which would read the
-- whole town. Words as they are written are asked for only where base forms are not known yet (then there are hardly
-- any words).
WITH close_by AS MATERIALIZED (
    SELECT pin_id, ST_Distance(geom, ST_GeomFromEWKB(%(place)s)) AS away
    FROM feedback_map_publishedpin
    WHERE %(close)s <> '' AND (to_tsvector('simple'::regconfig, COALESCE(text, '')) || words) @@ %(close)s::tsquery
      AND municipality_id + 0 = %(town)s AND merged_into = ''
    LIMIT %(crowd)s
), found AS MATERIALIZED (
    (SELECT pin_id
     FROM feedback_map_publishedpin
     WHERE %(alike)s <> ''
       AND (to_tsvector('simple'::regconfig, COALESCE(text, '')) || words) @@ (
           CASE WHEN (SELECT count(*) FROM close_by) < %(crowd)s THEN %(alike)s ELSE %(in_crowd)s END)::tsquery
       AND (words @@ %(sought)s::tsquery
            OR (length(words) < 3 AND to_tsvector('simple'::regconfig, text) @@ %(sought)s::tsquery))
       AND municipality_id + 0 = %(town)s AND merged_into = ''
     ORDER BY ts_rank(words, %(sought)s::tsquery) DESC, pin_id DESC
     LIMIT 60)
    UNION
    (SELECT pin_id FROM close_by ORDER BY away, pin_id DESC LIMIT 20)
), counted AS MATERIALIZED (
    SELECT pin.pin_id, pin.received_at, ST_Distance(pin.geom, ST_GeomFromEWKB(%(place)s)) AS away,
           pin.state_type IN ('open', 'planned') AS is_open,
           greatest(similarity(lower(pin.text), lower(%(text)s)), coalesce((
               SELECT sum(length(word)) FILTER (WHERE word = ANY (own.words))::real / sum(length(word))
               FROM unnest(%(words)s::text[]) AS word), 0)) AS likeness
    FROM found
    JOIN feedback_map_publishedpin pin USING (pin_id)
    CROSS JOIN LATERAL (
        SELECT tsvector_to_array(pin.words || to_tsvector('simple', pin.text)) AS words OFFSET 0
    ) AS own
)
SELECT pin_id, away, likeness
FROM counted
WHERE (likeness >= %(least)s AND coalesce(away <= %(reach_m)s, true)) OR (is_open AND away <= %(close_m)s)
ORDER BY (0.1 + likeness) * (0.4 + 0.6 * exp(-coalesce(away, 0) / 100)) * CASE WHEN is_open THEN 1 ELSE 0.6 END DESC,
         received_at DESC, pin_id
LIMIT %(most)s
