-- Published pins of one area (or of the town) by kind and channel, and how many of them came since a day.
-- Takes: town, area_set (0: the whole town), area (0: outside the set; in set 0: 1 with a place, 0 without),
-- since (date or null). Gives: kind, channel, pins, pins_since. Aggregate and waiting deltas in one snapshot.
-- Index: primary key of feedback_map_areacount (municipality, set, area, …).
SELECT kind, channel, sum(pins)::bigint AS pins,
       coalesce(sum(pins) FILTER (WHERE day >= %(since)s::date), 0)::bigint AS pins_since
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
