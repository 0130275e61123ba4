-- Heads counted at events of a window, by event and named area; the area counts in its own set and those above it.
-- Takes: town, window_from, window_to, process. Gives: event_id, area_set_id, area_id (both null: nowhere named),
-- stratum, heads. Index: participation_event_code_once_in_a_town (municipality_id).
WITH RECURSIVE counted AS (
    SELECT came.id, came.event_id, came.area_id, came.headcount,
           CASE came.resident_type
               WHEN '' THEN 'residents' WHEN 'permanent' THEN 'residents' WHEN 'seasonal' THEN 'seasonal'
               ELSE 'other' END AS stratum
    FROM participation_attendance came JOIN participation_event event ON event.id = came.event_id
    WHERE came.municipality_id = %(town)s AND came.participant_id IS NULL
      AND event.starts_at >= %(window_from)s AND event.starts_at < %(window_to)s
      AND (%(process)s::bigint IS NULL OR event.process_id = %(process)s::bigint)
), lineage AS (
    SELECT counted.id, area.id AS area_id, area.area_set_id, area.parent_id
    FROM counted JOIN geo_area area ON area.id = counted.area_id
    UNION ALL
    SELECT lineage.id, area.id, area.area_set_id, area.parent_id
    FROM lineage JOIN geo_area area ON area.id = lineage.parent_id
)
SELECT counted.event_id, NULL::bigint, NULL::bigint, counted.stratum, sum(counted.headcount)::bigint
FROM counted GROUP BY 1, 4
UNION ALL
SELECT counted.event_id, lineage.area_set_id, lineage.area_id, counted.stratum, sum(counted.headcount)::bigint
FROM counted JOIN lineage USING (id) GROUP BY 1, 2, 3, 4
ORDER BY 1, 2 NULLS FIRST, 3, 4
