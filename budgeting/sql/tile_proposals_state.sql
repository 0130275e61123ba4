-- A version that changes with anything published of a town's rounds. Takes: town (slug).
-- Gives: town's id, since (when the town was made, in microseconds), version (0: nothing was ever published).
-- Index: slug of the town; primary key of budgeting_publishedbudget.
SELECT town.id, (extract(epoch FROM town.created_at) * 1000000)::bigint AS since, coalesce(known.version, 0) AS version
FROM geo_municipality town LEFT JOIN budgeting_publishedbudget known ON known.municipality_id = town.id
WHERE town.slug = %(town)s
