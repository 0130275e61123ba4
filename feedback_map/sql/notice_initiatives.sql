-- Notes initiatives that are public and entries of their history, where they were not noted before.
-- Takes: town, days (how far back). Gives: how many were new.
-- Index: feedback_map_initiatives_told, participation_news_once.
INSERT INTO participation_news (municipality_id, source, item, noticed_at)
SELECT municipality_id, source, item, clock_timestamp()
FROM (
    SELECT municipality_id, 'initiative' AS source, public_id AS item, published_at AS at
    FROM feedback_map_publishedinitiative
    WHERE municipality_id = %(town)s AND published_at > now() - make_interval(days => %(days)s)
    UNION ALL
    SELECT municipality_id, 'initiative_step', step ->> 'id', (step ->> 'at')::timestamptz
    FROM feedback_map_publishedinitiative CROSS JOIN LATERAL jsonb_array_elements(steps) AS step
    WHERE municipality_id = %(town)s AND (step ->> 'at')::timestamptz > now() - make_interval(days => %(days)s)
      AND (step ->> 'at')::timestamptz > published_at
) AS public
WHERE NOT EXISTS (
    SELECT 1 FROM participation_news AS known
    WHERE known.municipality_id = public.municipality_id AND known.source = public.source AND known.item = public.item
)
ORDER BY at, item
ON CONFLICT DO NOTHING
