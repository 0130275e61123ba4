-- Brings the published messages among the inputs of published outcomes in line with both.
-- Takes: town, outcomes and pins (ids; inputs of any of either; both null: all of the town). Gives: how many are told.
-- Index: feedback_map_input_once (outcome_id, pin_id); the index of outcome inputs by pin; published primary keys.
WITH asked AS MATERIALIZED (
    SELECT input.outcome_id, input.pin_id, input.response, input.why
    FROM feedback_map_outcomeinput input
    JOIN feedback_map_outcome outcome ON outcome.id = input.outcome_id AND outcome.published_at IS NOT NULL
    JOIN feedback_map_publishedpin pin ON pin.pin_id = input.pin_id
    WHERE input.municipality_id = %(town)s
      AND (coalesce(%(outcomes)s::bigint[], %(pins)s::bigint[]) IS NULL
           OR input.outcome_id = ANY (%(outcomes)s::bigint[]) OR input.pin_id = ANY (%(pins)s::bigint[]))
), gone AS (
    DELETE FROM feedback_map_publishedoutcomeinput told
    WHERE told.municipality_id = %(town)s
      AND (coalesce(%(outcomes)s::bigint[], %(pins)s::bigint[]) IS NULL
           OR told.outcome_id = ANY (%(outcomes)s::bigint[]) OR told.pin_id = ANY (%(pins)s::bigint[]))
      AND NOT EXISTS (SELECT FROM asked WHERE asked.outcome_id = told.outcome_id AND asked.pin_id = told.pin_id)
), kept AS (
    INSERT INTO feedback_map_publishedoutcomeinput (outcome_id, pin_id, municipality_id, response, why)
    SELECT outcome_id, pin_id, %(town)s, response, why FROM asked
    ON CONFLICT (outcome_id, pin_id) DO UPDATE SET response = excluded.response, why = excluded.why
    RETURNING 1
)
SELECT count(*) FROM kept
