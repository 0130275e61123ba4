-- Brings what everybody reads of plans in line with the registry: their rows, areas, searched pieces and hearings.
-- Takes: town, plans (ids; null: all of the town). Gives: how many of them are published.
-- The area is that of the furthest published stage that has one (all its options together), else the plan's own.
-- Index: primary keys, zoning_version_once, the foreign keys of the published tables.
WITH told AS MATERIALIZED (
    SELECT plan.*, coalesce(newest.geom, plan.geom) AS area, coalesce(newest.stage, '') AS area_stage
    FROM zoning_plan plan
    LEFT JOIN LATERAL (
        SELECT version.stage, version.number,
               CASE count(*) WHEN 1 THEN (array_agg(version.geom))[1]
                   ELSE ST_Multi(ST_CollectionExtract(ST_UnaryUnion(ST_Collect(version.geom ORDER BY version.option)), 3))
               END AS geom
        FROM zoning_planversion version
        WHERE version.plan_id = plan.id AND version.published_at IS NOT NULL AND version.geom IS NOT NULL
        GROUP BY version.stage, version.number
        ORDER BY array_position(ARRAY['approved', 'changed_proposal', 'proposal', 'draft', 'oas'],
                                version.stage::text),
                 version.number DESC
        LIMIT 1
    ) AS newest ON true
    WHERE plan.municipality_id = %(town)s AND plan.published_at IS NOT NULL
      AND (%(plans)s::bigint[] IS NULL OR plan.id = ANY (%(plans)s))
), gone AS (
    DELETE FROM zoning_publishedplan published
    WHERE published.municipality_id = %(town)s
      AND (%(plans)s::bigint[] IS NULL OR published.plan_id = ANY (%(plans)s))
      AND NOT EXISTS (SELECT FROM told WHERE told.id = published.plan_id)
), kept AS (
    INSERT INTO zoning_publishedplan (
        plan_id, municipality_id, public_id, slug, permanent_identifier, case_number, kind, state, names, summary,
        stage, geom, area_m2, initiated_on, approved_on, published_at, updated_at)
    SELECT id, municipality_id, public_id, slug, permanent_identifier, case_number, kind, state, names, summary,
           area_stage, area, ST_Area(area), initiated_on, approved_on, published_at,
           greatest(published_at, changed_at)
    FROM told
    ON CONFLICT (plan_id) DO UPDATE SET
        slug = excluded.slug, permanent_identifier = excluded.permanent_identifier,
        case_number = excluded.case_number, kind = excluded.kind, state = excluded.state, names = excluded.names,
        summary = excluded.summary, stage = excluded.stage, geom = excluded.geom, area_m2 = excluded.area_m2,
        initiated_on = excluded.initiated_on, approved_on = excluded.approved_on,
        published_at = excluded.published_at, updated_at = excluded.updated_at
    RETURNING 1
)
SELECT count(*) FROM kept
