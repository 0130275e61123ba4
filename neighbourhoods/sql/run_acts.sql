-- Keeps, for the rest of the transaction, what was done in a window: everything after reads these rows and not the view.
-- Lines and areas are a point on them.
-- Takes: town, window_from, window_to, process (bigint, null for all), channels (text[]).
-- Gives: nothing; makes the table run_act (channel: its place in `channels` from 0; pin: null for what is no pin).
-- Index: feedback_map_pin_newest (municipality_id, received_at).
CREATE TEMP TABLE run_act ON COMMIT DROP AS
SELECT act.participant_id, act.at, array_position(%(channels)s::text[], act.channel) - 1 AS channel,
       CASE WHEN act.source = 'pin' THEN act.source_id END AS pin, ST_X(place.point) AS x, ST_Y(place.point) AS y
FROM neighbourhoods_engagement act
CROSS JOIN LATERAL (
    SELECT CASE WHEN GeometryType(act.place) = 'POINT' THEN act.place ELSE ST_PointOnSurface(act.place) END AS point
) place
WHERE act.municipality_id = %(town)s AND act.at >= %(window_from)s AND act.at < %(window_to)s
  AND (%(process)s::bigint IS NULL OR act.process_id = %(process)s::bigint)
