-- A version of a town's published initiatives.
-- Takes: town (slug). Gives: town's id, since (when the town was made, in microseconds), version.
-- Index: slug of the town; feedback_map_initiatives_told.
SELECT town.id, (extract(epoch FROM town.created_at) * 1000000)::bigint AS since,
       (SELECT count(*) || '-' || coalesce(sum(hashtext(told.xmin::text || told.ctid::text)), 0)
        FROM feedback_map_publishedinitiative told WHERE told.municipality_id = town.id) AS version
FROM geo_municipality town WHERE town.slug = %(town)s
