-- A version of a town's meeting places: their number, and a sum over when and where each row was written.
-- Takes: town (slug). Gives: town's id, since (when the town was made, in microseconds), version.
-- Index: slug of the town; geo_place municipality.
SELECT town.id, (extract(epoch FROM town.created_at) * 1000000)::bigint AS since,
       (SELECT count(*) || '-' || coalesce(sum(hashtext(place.xmin::text || place.ctid::text)), 0)
        FROM geo_place place WHERE place.municipality_id = town.id) AS version
FROM geo_municipality town WHERE town.slug = %(town)s
