-- Notes what has been published of plans and was not noted before: hearings, and phases that are not long past.
-- Takes: town, days (how far back). Gives: how many were new.
-- Index: zoning_published_last_day, the foreign key of zoning_planphase, participation_news_once.
INSERT INTO participation_news (municipality_id, source, item, noticed_at)
SELECT municipality_id, source, item, clock_timestamp()
FROM (
    SELECT municipality_id, 'hearing' AS source, public_id AS item, published_at AS at
    FROM zoning_publishedhearing
    WHERE municipality_id = %(town)s AND cancelled_at IS NULL
      AND published_at > now() - make_interval(days => %(days)s)
    UNION ALL
    SELECT phase.municipality_id, 'planphase', phase.id::text, phase.at
    FROM zoning_planphase phase JOIN zoning_publishedplan plan ON plan.plan_id = phase.plan_id
    WHERE plan.municipality_id = %(town)s AND phase."on" > current_date - %(days)s
) AS public
WHERE NOT EXISTS (
    SELECT 1 FROM participation_news AS known
    WHERE known.municipality_id = public.municipality_id AND known.source = public.source AND known.item = public.item
)
ORDER BY at, item
ON CONFLICT DO NOTHING
