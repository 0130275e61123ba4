-- A tile of published plans: in layer `plans` the outlines of those that can be seen as surfaces, in layer `marks` one
-- point for each smaller one, in one tile only.
-- From where a pixel is 15 m or more, the outline of few corners is drawn, which is never more than 15 m off, to a
-- pixel; nearer, the shape itself to half a pixel.
-- Takes: town, srid, west, south, east, north (the tile's box in it), extent, unit_m, seen_m2 (the least surface drawn),
-- day, looks (JSON: state → look), hearings_only (those with a hearing that is open or comes).
-- Gives: the tile; each feature has id, slug, look, kind, name and names by language, and of the hearing that is open or
-- comes next its kind and last day. Index: zoning_published_geom (GiST); zoning_publishedhearing plan.
WITH tile AS MATERIALIZED (
    SELECT (SELECT languages[1] FROM geo_municipality WHERE id = %(town)s) AS language,
           ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s) AS box,
           ST_Expand(ST_Transform(ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s), 3067),
                     (%(east)s - %(west)s) / 20) AS around
), open_hearings AS MATERIALIZED (
    SELECT DISTINCT ON (plan_id) plan_id, kind, first_day, last_day FROM zoning_publishedhearing
    WHERE municipality_id = %(town)s AND cancelled_at IS NULL AND last_day >= %(day)s
    ORDER BY plan_id, first_day, hearing_id
), near AS MATERIALIZED (
    SELECT plan.public_id AS id, plan.slug, plan.kind, plan.names, plan.spot, plan.area_m2 >= %(seen_m2)s AS is_seen,
           CASE WHEN plan.area_m2 < %(seen_m2)s THEN NULL
                WHEN %(unit_m)s * 8 >= 15 THEN plan.outline ELSE plan.geom END AS outline,
           coalesce(nullif(plan.names ->> tile.language, ''), nullif(plan.names ->> 'fi', ''), plan.slug) AS name,
           CASE WHEN hearing.first_day <= %(day)s THEN 'display' ELSE %(looks)s::jsonb ->> plan.state END AS look,
           hearing.kind AS hearing, hearing.first_day::text AS first_day, hearing.last_day::text AS last_day
    FROM tile
    JOIN zoning_publishedplan plan ON plan.geom && tile.around
    LEFT JOIN open_hearings AS hearing ON hearing.plan_id = plan.plan_id
    WHERE plan.municipality_id = %(town)s AND (NOT %(hearings_only)s OR hearing.kind IS NOT NULL)
), told AS MATERIALIZED (
    SELECT id, slug, kind, look, name, nullif(names ->> 'fi', name) AS "name:fi", nullif(names ->> 'sv', name) AS "name:sv",
           nullif(names ->> 'en', name) AS "name:en", hearing, first_day, last_day, is_seen, outline, spot AS middle
    FROM near
), surfaces AS MATERIALIZED (
    SELECT ST_AsMVTGeom(
               ST_Transform(
                   ST_Simplify(outline, %(unit_m)s * CASE WHEN %(unit_m)s * 8 >= 15 THEN 8 ELSE 4 END, true), %(srid)s),
               tile.box, %(extent)s, 64) AS geom,
           id, slug, kind, look, name, "name:fi", "name:sv", "name:en", hearing, first_day, last_day
    FROM told CROSS JOIN tile WHERE is_seen ORDER BY slug
), spots AS MATERIALIZED (
    SELECT told.*, ST_Transform(middle, %(srid)s) AS spot FROM told WHERE NOT is_seen
), marks AS MATERIALIZED (
    SELECT ST_AsMVTGeom(spot, tile.box, %(extent)s, 0) AS geom,
           id, slug, kind, look, name, "name:fi", "name:sv", "name:en", hearing, first_day, last_day
    FROM spots CROSS JOIN tile
    WHERE ST_X(spot) >= %(west)s AND ST_X(spot) < %(east)s AND ST_Y(spot) > %(south)s AND ST_Y(spot) <= %(north)s
    ORDER BY slug
)
SELECT coalesce((SELECT ST_AsMVT(surfaces, 'plans', %(extent)s, 'geom') FROM surfaces WHERE geom IS NOT NULL), '')
    || coalesce((SELECT ST_AsMVT(marks, 'marks', %(extent)s, 'geom') FROM marks WHERE geom IS NOT NULL), '')
