-- A version that changes with anything published of a town's plans. Takes: town (slug).
-- Gives: town's id, since (when the town was made, in microseconds), version (0: no plan was ever published), day (by
-- the clock that decides hearings).
-- Index: slug of the town; primary key of zoning_publishedstate.
SELECT town.id, (extract(epoch FROM town.created_at) * 1000000)::bigint AS since, coalesce(known.version, 0) AS version,
       (town_clock() AT TIME ZONE 'Europe/Helsinki')::date AS day
FROM geo_municipality town LEFT JOIN zoning_publishedstate known ON known.municipality_id = town.id
WHERE town.slug = %(town)s
