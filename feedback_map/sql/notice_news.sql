-- Notes what has been published and was not noted before: messages, and the entries of their history that are news.
-- Takes: town, days (how far back), kinds (of entries that are news). Gives: how many were new.
-- Index: feedback_map_published_newest, feedback_map_updates_newest, participation_news_once.
INSERT INTO participation_news (municipality_id, source, item, noticed_at)
SELECT municipality_id, source, item, clock_timestamp()
FROM (
    SELECT municipality_id, 'pin' AS source, public_id AS item, received_at AS at, pin_id AS number
    FROM feedback_map_publishedpin
    WHERE municipality_id = %(town)s AND received_at > now() - make_interval(days => %(days)s)
    UNION ALL
    SELECT municipality_id, 'update', public_id, at, update_id
    FROM feedback_map_publishedupdate
    WHERE municipality_id = %(town)s AND at > now() - make_interval(days => %(days)s) AND kind = ANY(%(kinds)s)
) AS public
WHERE NOT EXISTS (
    SELECT 1 FROM participation_news AS known
    WHERE known.municipality_id = public.municipality_id AND known.source = public.source AND known.item = public.item
)
ORDER BY at, number
ON CONFLICT DO NOTHING
