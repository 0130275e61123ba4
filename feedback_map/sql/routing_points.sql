-- Asks the rules themselves about random points, as a message at each would: how many answers, and how many are none.
-- Takes: town, points (how many), seed, seasons (days as month × 100 + day). Gives: asked, without.
-- Index: geo_areapart geometry (GiST).
WITH points AS MATERIALIZED (
    SELECT (ST_Dump(ST_GeneratePoints(town.boundary, %(points)s, %(seed)s))).geom
    FROM geo_municipality town WHERE town.id = %(town)s
), placed AS MATERIALIZED (
    SELECT held.area_ids FROM points CROSS JOIN LATERAL areas_holding(%(town)s, points.geom) AS held
), asked AS (
    SELECT owner_of(%(town)s, category.id, placed.area_ids, season.day) AS body
    FROM placed
    CROSS JOIN (
        SELECT id FROM feedback_map_category WHERE municipality_id = %(town)s AND is_active UNION ALL SELECT NULL
    ) AS category
    CROSS JOIN unnest(%(seasons)s::integer[]) AS season (day)
)
SELECT count(*), count(*) FILTER (WHERE body IS NULL) FROM asked
