-- A version of a town's events that are not over before a moment.
-- Takes: town (slug), since. Gives: town's id, since (when the town was made, in microseconds), version.
-- Index: slug of the town; participation_event municipality, geo_place municipality.
SELECT town.id, (extract(epoch FROM town.created_at) * 1000000)::bigint AS since,
       to_char(%(since)s::timestamptz AT TIME ZONE 'UTC', 'YYMMDD') || '-' || count(event.id) || '-'
       || coalesce(sum(hashtext(event.xmin::text || event.ctid::text || coalesce(place.xmin::text, ''))), 0) AS version
FROM geo_municipality town
LEFT JOIN participation_event event ON event.municipality_id = town.id
    AND coalesce(event.ends_at, event.starts_at) >= %(since)s
LEFT JOIN geo_place place ON place.id = event.place_id
WHERE town.slug = %(town)s
GROUP BY town.id
