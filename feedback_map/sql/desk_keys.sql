-- How many pins have a place key in some ranges, counted no further than `most`. Takes: town, firsts, lasts (bigint[],
-- side by side), most. Runs inside `in_town`. Gives: pins. Index: feedback_map_pin_placed (municipality_id, place_key).
SELECT count(*) FROM (
    SELECT FROM unnest(%(firsts)s::bigint[], %(lasts)s::bigint[]) AS range (first, last)
    CROSS JOIN LATERAL (
        SELECT FROM feedback_map_pin pin
        WHERE pin.municipality_id = %(town)s AND pin.place_key BETWEEN range.first AND range.last
        LIMIT %(most)s
    ) AS inside
    LIMIT %(most)s
) AS begun
