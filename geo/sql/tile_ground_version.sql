-- A version of a town's map features: their number, and a sum over when and where each row was written.
-- Takes: town. Gives: rows, written. Index: geo_mapfeature municipality.
SELECT count(*), coalesce(sum(hashtext(xmin::text || ctid::text)), 0)::text AS written
FROM geo_mapfeature WHERE municipality_id = %(town)s
