-- Brings what everybody reads of hearings in line with the registry: published ones of published plans.
-- Takes: town, plans (ids; null: all of the town). Gives: how many of them are published.
-- Index: foreign key of zoning_hearing; primary keys.
WITH told AS MATERIALIZED (
    SELECT hearing.*
    FROM zoning_hearing hearing JOIN zoning_plan plan ON plan.id = hearing.plan_id
    WHERE hearing.municipality_id = %(town)s AND hearing.published_at IS NOT NULL AND plan.published_at IS NOT NULL
      AND (%(plans)s::bigint[] IS NULL OR hearing.plan_id = ANY (%(plans)s))
), gone AS (
    DELETE FROM zoning_publishedhearing published
    WHERE published.municipality_id = %(town)s
      AND (%(plans)s::bigint[] IS NULL OR published.plan_id = ANY (%(plans)s))
      AND NOT EXISTS (SELECT FROM told WHERE told.id = published.hearing_id)
), kept AS (
    INSERT INTO zoning_publishedhearing (
        hearing_id, municipality_id, public_id, plan_id, kind, first_day, last_day, notice, cancelled_at, published_at)
    SELECT id, municipality_id, public_id, plan_id, kind, first_day, last_day, notice, cancelled_at, published_at
    FROM told
    ON CONFLICT (hearing_id) DO UPDATE SET
        kind = excluded.kind, first_day = excluded.first_day, last_day = excluded.last_day,
        notice = excluded.notice, cancelled_at = excluded.cancelled_at, published_at = excluded.published_at
    RETURNING 1
)
SELECT count(*) FROM kept
