-- A tile of events that everybody may read and that are not over before a moment, each in one tile only.
-- Takes: town, since, srid, west, south, east, north (the tile's box in it), extent. Gives: the tile's layer `marks`;
-- each mark has id (the code), kind, day, name and names by language, off (it was called off).
-- Index: participation_event municipality; a town has a few hundred events a year.
WITH tile AS MATERIALIZED (
    SELECT ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s) AS box
), placed AS (
    SELECT event.code AS id, event.kind, event.names,
           to_char(event.starts_at AT TIME ZONE 'Europe/Helsinki', 'YYYY-MM-DD')
               AS day, CASE WHEN event.called_off_at IS NOT NULL THEN true END AS off,
           coalesce(nullif(event.names ->> town.languages[1], ''), event.names ->> 'fi', event.code) AS name,
           ST_Transform(coalesce(event.point, place.point), %(srid)s) AS spot
    FROM participation_event event
    JOIN geo_municipality town ON town.id = event.municipality_id
    LEFT JOIN geo_place place ON place.id = event.place_id
    LEFT JOIN participation_process process ON process.id = event.process_id
    WHERE event.municipality_id = %(town)s AND event.is_public AND coalesce(process.is_public, true)
      AND coalesce(event.ends_at, event.starts_at) >= %(since)s AND coalesce(event.point, place.point) IS NOT NULL
), drawn AS (
    SELECT ST_AsMVTGeom(spot, tile.box, %(extent)s, 0) AS geom, id, kind, day, off, name,
           nullif(names ->> 'fi', name) AS "name:fi", nullif(names ->> 'sv', name) AS "name:sv",
           nullif(names ->> 'en', name) AS "name:en"
    FROM placed CROSS JOIN tile
    WHERE ST_X(spot) >= %(west)s AND ST_X(spot) < %(east)s AND ST_Y(spot) > %(south)s AND ST_Y(spot) <= %(north)s
    ORDER BY day, id
)
SELECT ST_AsMVT(drawn, 'marks', %(extent)s, 'geom') FROM drawn WHERE geom IS NOT NULL
