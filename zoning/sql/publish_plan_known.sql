-- Whether a plan is published so far. Takes: plan (id). Gives: a row if it is.
-- Index: primary key of zoning_publishedplan.
SELECT 1 FROM zoning_publishedplan WHERE plan_id = %(plan)s
