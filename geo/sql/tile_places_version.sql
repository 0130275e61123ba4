-- A version of a town's places and place names: their number, and a sum over when and where each row was written.
-- Takes: town. Gives: rows, written. Index: geo_place municipality, geo_placename municipality.
SELECT count(*), coalesce(sum(hashtext(written)), 0)::text AS written
FROM (
    SELECT xmin::text || ctid::text AS written FROM geo_place WHERE municipality_id = %(town)s
    UNION ALL
    SELECT xmin::text || ctid::text FROM geo_placename WHERE municipality_id = %(town)s
) AS either
