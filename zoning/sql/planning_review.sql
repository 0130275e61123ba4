-- The plans of a yearly review: published, begun by the year's end and not over before it began; where each stood then.
-- Takes: town, first, last (days of the year). Gives: plan, slug, kind, names,
-- summary, case number, state at the end of the year, its day, initiated, approved, in force, the outline (SVG path,
-- y downwards) and a point in it.
-- Index: zoning_published_slug, the foreign key of zoning_planphase.
SELECT plan.plan_id, plan.slug, plan.kind, plan.names::text AS names, plan.summary::text AS summary, plan.case_number,
       coalesce(newest.state, plan.state) AS state, newest.day AS state_on, plan.initiated_on, plan.approved_on,
       source.in_force_on,
       ST_AsSVG(ST_SimplifyPreserveTopology(plan.geom, 5), 0, 0) AS path,
       ST_X(ST_PointOnSurface(plan.geom)) AS x, -ST_Y(ST_PointOnSurface(plan.geom)) AS y
FROM zoning_publishedplan plan
JOIN zoning_plan source ON source.id = plan.plan_id
LEFT JOIN LATERAL (
    SELECT phase.state, phase."on" AS day FROM zoning_planphase phase
    WHERE phase.plan_id = plan.plan_id AND phase."on" <= %(last)s
    ORDER BY phase."on" DESC, phase.id DESC LIMIT 1
) AS newest ON true
WHERE plan.municipality_id = %(town)s
  AND coalesce(plan.initiated_on, newest.day, %(last)s) <= %(last)s
  AND NOT (coalesce(newest.state, plan.state) IN ('13', '14', '15', '16')
           AND coalesce(newest.day, source.in_force_on, %(first)s) < %(first)s)
ORDER BY plan.initiated_on NULLS LAST, plan.slug
