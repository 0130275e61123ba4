-- A version of a town's own map, for its tiles: changes with any row of the town, its map features or its places.
-- Takes: town (slug). Gives: town's id, since (when the town was made, in microseconds), town's version.
-- Index: geo_municipality slug.
SELECT town.id, (extract(epoch FROM town.created_at) * 1000000)::bigint AS since, town.xmin::text AS version
FROM geo_municipality town WHERE town.slug = %(town)s
