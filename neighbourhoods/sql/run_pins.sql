-- The places of the acts in run_act and who did them, in arrays of some hundred acts, for COPY. Whose they are is needed
-- to count everybody once, and let go of with the rows.
-- Takes: nothing. Gives: participant (int8), x, y (float8), in no order. Index: none.
COPY (
    SELECT array_agg(participant_id), array_agg(x), array_agg(y)
    FROM run_act WHERE participant_id IS NOT NULL AND x IS NOT NULL
    GROUP BY mod(participant_id, 1024)
) TO STDOUT (FORMAT BINARY)
