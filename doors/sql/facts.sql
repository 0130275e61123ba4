-- How far each collection of some towns reaches (EPSG:3067) and when it last changed. Messages lie within their town,
-- so its boundary stands for theirs; it is widened by a little, as a place on the border is in the town.
-- Takes: towns (bigint[]). Gives: town_id, name, west, south, east, north, begin, end, updated.
-- Index: municipality of each table; feedback_map_published_newest, read at both ends.
WITH named AS (
    SELECT id, slug FROM geo_municipality WHERE id = ANY(%(towns)s)
), areas AS (
    SELECT area_set.id, area_set.municipality_id, area_set.kind, area_set.valid_from, area_set.valid_to,
           ST_Extent(area.geom)::geometry AS box
    FROM geo_areaset area_set JOIN geo_area area ON area.area_set_id = area_set.id
    WHERE area_set.municipality_id = ANY(%(towns)s)
      AND area_set.valid_from <= CURRENT_DATE AND (area_set.valid_to IS NULL OR area_set.valid_to > CURRENT_DATE)
    GROUP BY area_set.id
), told AS (
    SELECT municipality_id, 'areas_' || kind AS name, box, valid_from::timestamptz AS begin,
           valid_to::timestamptz AS "end", valid_from::timestamptz AS updated FROM areas
    UNION ALL
    SELECT areas.municipality_id, 'population_' || areas.kind, box, max(released_at), max(released_at), max(released_at)
    FROM areas LEFT JOIN doors_population told ON told.area_set_id = areas.id
    GROUP BY areas.municipality_id, areas.kind, box
    UNION ALL
    SELECT areas.municipality_id, 'coverage_' || areas.kind, box, min(window_from), max(window_to), max(released_at)
    FROM areas LEFT JOIN doors_coverage told ON told.area_set_id = areas.id
    GROUP BY areas.municipality_id, areas.kind, box
    UNION ALL
    SELECT municipality_id, 'places', ST_Extent(point)::geometry, NULL, NULL, NULL FROM geo_place
    WHERE municipality_id = ANY(%(towns)s) AND is_shown GROUP BY municipality_id
    UNION ALL
    SELECT municipality_id, 'plans', ST_Extent(geom)::geometry, min(published_at), max(published_at), max(updated_at)
    FROM zoning_publishedplan WHERE municipality_id = ANY(%(towns)s) GROUP BY municipality_id
    UNION ALL
    SELECT hearing.municipality_id, 'hearings', ST_Extent(plan.geom)::geometry, min(first_day)::timestamptz,
           (max(last_day) + 1)::timestamptz, max(greatest(hearing.published_at, hearing.cancelled_at))
    FROM zoning_publishedhearing hearing JOIN zoning_publishedplan plan ON plan.plan_id = hearing.plan_id
    WHERE hearing.municipality_id = ANY(%(towns)s) GROUP BY hearing.municipality_id
    UNION ALL
    SELECT municipality_id, 'proposals', ST_Extent(geom)::geometry, min(published_at), max(published_at), max(updated_at)
    FROM budgeting_publishedproposal WHERE municipality_id = ANY(%(towns)s) GROUP BY municipality_id
    UNION ALL
    SELECT named.id, 'pins',
           (SELECT ST_Expand(ST_Extent(part.geom)::geometry, 10) FROM geo_boundarypart part WHERE part.municipality_id = named.id),
           (SELECT received_at FROM feedback_map_publishedpin pin WHERE pin.municipality_id = named.id
            ORDER BY received_at LIMIT 1),
           (SELECT received_at FROM feedback_map_publishedpin pin WHERE pin.municipality_id = named.id
            ORDER BY received_at DESC LIMIT 1),
           (SELECT received_at FROM feedback_map_publishedpin pin WHERE pin.municipality_id = named.id
            ORDER BY received_at DESC LIMIT 1)
    FROM named
)
SELECT municipality_id, name, ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box), begin, "end", updated FROM told
