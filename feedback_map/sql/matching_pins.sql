-- How many published pins match filters that the aggregates know. Takes: town, area_set (0: the whole town), area (the
-- area, 0: outside the set; in set 0: 0 without a place; null: all), kinds, channels (text[] or null), first_day,
-- last_day (date or null). Gives: pins. Aggregate and waiting deltas in one snapshot.
-- Index: primary key of feedback_map_areacount (municipality, set, area, …).
SELECT coalesce(sum(pins), 0)::bigint
FROM (
    SELECT kind, channel, day, pins FROM feedback_map_areacount
    WHERE municipality_id = %(town)s AND area_set = %(area_set)s
      AND (%(area)s::bigint IS NULL OR area = %(area)s::bigint)
    UNION ALL
    SELECT kind, channel, day, sign FROM feedback_map_publisheddelta
    WHERE municipality_id = %(town)s
      AND CASE WHEN %(area_set)s = 0 THEN %(area)s::bigint IS NULL OR has_place = (%(area)s::bigint = 1)
               ELSE EXISTS (
                   SELECT FROM unnest(set_ids, area_ids) AS own (set_id, area_id)
                   WHERE own.set_id = %(area_set)s AND coalesce(own.area_id, 0) = %(area)s::bigint)
          END
) AS counted
WHERE (%(kinds)s::text[] IS NULL OR kind = ANY (%(kinds)s::text[]))
  AND (%(channels)s::text[] IS NULL OR channel = ANY (%(channels)s::text[]))
  AND (%(first_day)s::date IS NULL OR day >= %(first_day)s::date)
  AND (%(last_day)s::date IS NULL OR day <= %(last_day)s::date)
