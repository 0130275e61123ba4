-- What is coming up in an area: consultations of it, of what lies right in it and of the whole town that are open or
-- will be, and meetings to come at places in it. Public ones only.
-- Takes: town, area, today, now, most_processes, most_events.
-- Gives: starts_at (null: a consultation), slug, names (text of JSON), opens_on, closes_on, is_town (of the whole
-- town), place (its names as text of JSON). Consultations first, each by when it begins.
-- Index: participation_process and participation_event municipality; geo_areapart area_id.
(SELECT NULL::timestamptz AS starts_at, process.slug, process.title::text AS names, process.opens_on, process.closes_on,
        process.area_id IS NULL AS is_town, NULL::text AS place
 FROM participation_process AS process
 LEFT JOIN geo_area AS area ON area.id = process.area_id
 WHERE process.municipality_id = %(town)s AND process.is_public
   AND (process.closes_on IS NULL OR process.closes_on >= %(today)s)
   AND (process.area_id IS NULL OR area.id = %(area)s OR area.parent_id = %(area)s)
 ORDER BY process.opens_on, process.slug
 LIMIT %(most_processes)s)
UNION ALL
(SELECT event.starts_at, event.code, event.names::text, NULL, NULL, false, place.names::text
 FROM participation_event AS event
 LEFT JOIN participation_process AS process ON process.id = event.process_id
 LEFT JOIN geo_place AS place ON place.id = event.place_id
 WHERE event.municipality_id = %(town)s AND event.is_public AND (process.id IS NULL OR process.is_public)
   AND event.called_off_at IS NULL AND event.starts_at >= %(now)s
   AND EXISTS (SELECT FROM geo_areapart AS part WHERE part.area_id = %(area)s
               AND (ST_Covers(part.geom, event.point) OR ST_Covers(part.geom, place.point)))
 ORDER BY event.starts_at, event.code
 LIMIT %(most_events)s)
ORDER BY starts_at NULLS FIRST, opens_on, slug
