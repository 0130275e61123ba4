-- The places of statements that have a published reply: on a grid of 100 metres, and inside the plan.
-- A statement is shown with the themes of its pieces whose reply is published. What was withdrawn is not shown, nor what
-- has no place. A place that the grid moves out of the plan is shown at the plan's nearest point to it.
-- takes: town; plans (ids, or null for all of the town)
-- gives: rows of zoning_publishedstatement
-- index: zoning_statement_of_plan, zoning_piece_once
INSERT INTO zoning_publishedstatement (statement_id, municipality_id, plan_id, kind, themes, geom)
SELECT said.id, said.municipality_id, said.plan_id,
    coalesce((
        SELECT event.detail ->> 'kind' FROM zoning_statementevent AS event
        WHERE event.statement_id = said.id AND event.kind = 'judged' AND event.detail ? 'kind'
        ORDER BY event.id DESC LIMIT 1), said.kind),
    answered.themes,
    CASE WHEN plan.geom IS NULL OR ST_Intersects(plan.geom, near.point) THEN near.point
        ELSE ST_ClosestPoint(plan.geom, near.point) END
FROM zoning_statement AS said
JOIN zoning_publishedplan AS plan ON plan.plan_id = said.plan_id
CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_agg(DISTINCT theme.public_id) FILTER (WHERE theme.id IS NOT NULL), '[]') AS themes,
        count(*) AS replies
    FROM zoning_statementpiece AS piece
    JOIN zoning_reply AS reply
        ON reply.published_at IS NOT NULL AND (reply.piece_id = piece.id OR reply.theme_id = piece.theme_id)
    LEFT JOIN zoning_theme AS theme ON theme.id = piece.theme_id
    WHERE piece.statement_id = said.id
) AS answered
CROSS JOIN LATERAL (SELECT ST_SnapToGrid(ST_PointOnSurface(said.geom), 100) AS point) AS near
WHERE said.municipality_id = %(town)s
    AND (%(plans)s::bigint[] IS NULL OR said.plan_id = ANY (%(plans)s::bigint[]))
    AND said.geom IS NOT NULL
    AND answered.replies > 0
    AND NOT EXISTS (
        SELECT FROM zoning_statementevent AS event WHERE event.statement_id = said.id AND event.kind = 'withdrawn');
