-- The places of the acts of the persons in run_person, by person: lines and areas by a point on them.
-- Takes: town, window_from, window_to, process. Gives: n (int4), x, y (float8) as arrays of some hundred persons' places,
-- in no order, for COPY. Index: feedback_map_pin_newest (municipality_id, received_at).
COPY (
    SELECT array_agg(person.n), array_agg(ST_X(place.point)), array_agg(ST_Y(place.point))
    FROM neighbourhoods_engagement act
    JOIN run_person person ON person.participant_id = act.participant_id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN GeometryType(act.place) = 'POINT' THEN act.place ELSE ST_PointOnSurface(act.place) END AS point
    ) place
    WHERE act.municipality_id = %(town)s AND act.place IS NOT NULL
      AND act.at >= %(window_from)s AND act.at < %(window_to)s
      AND (%(process)s::bigint IS NULL OR act.process_id = %(process)s::bigint)
    GROUP BY person.n / 256
) TO STDOUT (FORMAT BINARY)
