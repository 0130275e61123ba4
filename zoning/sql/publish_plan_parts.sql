-- Cuts the areas of published plans into the pieces that "what is planned here" reads.
-- Takes: town, plans (ids; null: all of the town). Their pieces must be gone. Gives: nothing.
-- Index: primary key of zoning_publishedplan.
INSERT INTO zoning_publishedplanpart (municipality_id, plan_id, geom)
SELECT plan.municipality_id, plan.plan_id, piece.geom
FROM zoning_publishedplan plan
CROSS JOIN LATERAL ST_Subdivide(plan.geom, 128) AS piece (geom)
WHERE plan.municipality_id = %(town)s AND (%(plans)s::bigint[] IS NULL OR plan.plan_id = ANY (%(plans)s))
  AND ST_GeometryType(piece.geom) = 'ST_Polygon'
ORDER BY plan.plan_id
