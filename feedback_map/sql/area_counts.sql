-- Published pins of one area (or of the town) by kind and channel, and how many of them came since a day.
-- Takes: town, area_set (0: the whole town), area (0: outside the set; in set 0: 1 with a place, 0 without),
-- since (date or null), answered_since (moment or null; of an area of a set). Gives: kind, channel, pins, pins_since,
-- and on each row answered: of how many of all these pins an answer was published at that moment or after; 0 for null.
-- Aggregate and waiting deltas in one snapshot.
-- Index: primary key of feedback_map_areacount (municipality, set, area, …); feedback_map_publishedpinarea area.
SELECT kind, channel, sum(pins)::bigint AS pins,
       coalesce(sum(pins) FILTER (WHERE day >= %(since)s::date), 0)::bigint AS pins_since,
       (SELECT count(DISTINCT told.pin_id) FROM feedback_map_publishedupdate AS told
        JOIN feedback_map_publishedpinarea AS lies ON lies.pin_id = told.pin_id AND lies.area_id = %(area)s
        WHERE %(answered_since)s::timestamptz IS NOT NULL AND told.municipality_id = %(town)s
          AND told.kind = 'answer' AND told.at >= %(answered_since)s::timestamptz) AS answered
FROM (
    SELECT kind, channel, day, pins FROM feedback_map_areacount
    WHERE municipality_id = %(town)s AND area_set = %(area_set)s AND area = %(area)s
    UNION ALL
    SELECT kind, channel, day, sign FROM feedback_map_publisheddelta
    WHERE municipality_id = %(town)s
      AND CASE WHEN %(area_set)s = 0 THEN has_place = (%(area)s = 1)
               ELSE EXISTS (
                   SELECT FROM unnest(set_ids, area_ids) AS own (set_id, area_id)
                   WHERE own.set_id = %(area_set)s AND coalesce(own.area_id, 0) = %(area)s)
          END
) AS counted
GROUP BY kind, channel
HAVING sum(pins) <> 0
ORDER BY kind, channel
