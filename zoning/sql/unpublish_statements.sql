-- Take away the published places of statements.
-- takes: town; plans (ids, or null for all of the town)
-- index: the scan is over the town's published statements, a few thousand rows
DELETE FROM zoning_publishedstatement
WHERE municipality_id = %(town)s AND (%(plans)s::bigint[] IS NULL OR plan_id = ANY (%(plans)s::bigint[]));
