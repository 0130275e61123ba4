-- The rules that decide, for each combination of areas × category × season; more than one body is an overlap, none a hole.
-- Takes: town, cells (a JSON array of arrays of area ids). Gives: cell (from 1), category (code; null: none), season
-- (its first day as month × 100 + day), rules, bodies. Index: feedback_map_rule_once (municipality_id, category_id, …).
WITH rules AS MATERIALIZED (
    SELECT * FROM feedback_map_routingrule rule WHERE rule.municipality_id = %(town)s AND rule.ended_at IS NULL
), cells AS MATERIALIZED (
    SELECT given.number, ARRAY(SELECT jsonb_array_elements_text(given.ids)::bigint) AS area_ids
    FROM jsonb_array_elements(%(cells)s::jsonb) WITH ORDINALITY AS given (ids, number)
), categories AS MATERIALIZED (
    SELECT id, code FROM feedback_map_category WHERE municipality_id = %(town)s AND is_active
    UNION ALL SELECT NULL, NULL
), days AS MATERIALIZED (
    SELECT month_day(date '2024-01-01' + n) AS day FROM generate_series(0, 365) AS n
), seasons AS MATERIALIZED (
    SELECT 101 AS day
    UNION SELECT min(days.day) FROM rules JOIN days ON days.day >= rules.season_from GROUP BY rules.id
    UNION SELECT min(days.day) FROM rules JOIN days ON days.day > rules.season_to GROUP BY rules.id
), fitting AS (
    SELECT cells.number, categories.code, seasons.day, rules.id, rules.body_id,
           rank() OVER (PARTITION BY cells.number, categories.code, seasons.day
                        ORDER BY rules.category_id IS NULL, rules.area_id IS NULL, rules.season_from IS NULL) AS place
    FROM cells CROSS JOIN categories CROSS JOIN seasons
    LEFT JOIN rules ON (rules.category_id IS NULL OR rules.category_id = categories.id)
        AND (rules.area_id IS NULL OR rules.area_id = ANY (cells.area_ids))
        AND in_season(seasons.day, rules.season_from, rules.season_to)
)
SELECT number::integer AS cell, code AS category, day AS season, array_remove(array_agg(id ORDER BY id), NULL) AS rules,
       array_remove(array_agg(DISTINCT body_id), NULL) AS bodies
FROM fitting WHERE place = 1
GROUP BY number, code, day
ORDER BY number, code NULLS FIRST, day
