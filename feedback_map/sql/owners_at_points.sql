-- Whose messages at some points would be, for each category (and none) and each day.
-- Takes: town, points (a JSON array of [easting, northing] in EPSG:3067), categories (ids), days (month × 100 + day).
-- Gives: point (from 0), category, day, body. Index: geo_areapart geometry (GiST).
WITH points AS MATERIALIZED (
    SELECT point.number - 1 AS number, held.area_ids
    FROM jsonb_array_elements(%(points)s::jsonb) WITH ORDINALITY AS point (at, number)
    CROSS JOIN LATERAL areas_holding(
        %(town)s, ST_SetSRID(ST_MakePoint((point.at ->> 0)::float8, (point.at ->> 1)::float8), 3067)) AS held
)
SELECT points.number::integer, category.id, day.day, owner_of(%(town)s, category.id, points.area_ids, day.day)
FROM points
CROSS JOIN (SELECT unnest(%(categories)s::bigint[]) AS id UNION ALL SELECT NULL) AS category
CROSS JOIN unnest(%(days)s::integer[]) AS day (day)
