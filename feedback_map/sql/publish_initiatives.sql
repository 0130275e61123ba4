-- Brings what everybody reads of initiatives in line with them.
-- Takes: town, initiatives (ids; null: all of the town). Gives: how many of them are published.
-- Index: primary keys; feedback_map_initiative_newest where all are asked for.
WITH told AS MATERIALIZED (
    SELECT initiative.*, coalesce(body.code, '') AS body_code,
           (SELECT count(*) FROM feedback_map_initiativesupport support
            WHERE support.initiative_id = initiative.id) AS supporters,
           coalesce(history.steps, '[]'::jsonb) AS steps,
           greatest(initiative.published_at, history.last) AS changed_at
    FROM feedback_map_initiative initiative
    LEFT JOIN accounts_body body ON body.id = initiative.owner_id
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('id', step.public_id, 'kind', step.kind, 'state', step.state,
                                            'text', step.text, 'language', step.language,
                                            'at', to_char(step.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
                         ORDER BY step.at, step.id) AS steps,
               max(step.at) AS last
        FROM feedback_map_initiativestep step
        WHERE step.initiative_id = initiative.id
    ) AS history ON true
    WHERE initiative.municipality_id = %(town)s AND initiative.is_shown
      AND (%(initiatives)s::bigint[] IS NULL OR initiative.id = ANY (%(initiatives)s))
), gone AS (
    DELETE FROM feedback_map_publishedinitiative published
    WHERE published.municipality_id = %(town)s
      AND (%(initiatives)s::bigint[] IS NULL OR published.initiative_id = ANY (%(initiatives)s))
      AND NOT EXISTS (SELECT FROM told WHERE told.id = published.initiative_id)
), kept AS (
    INSERT INTO feedback_map_publishedinitiative (
        initiative_id, public_id, municipality_id, title, text, language, place, place_note, outside_url, maker, state,
        owner, received_at, published_at, result, answer, answer_language, closed_at, supporters, steps, changed_at)
    SELECT id, public_id, municipality_id, title, text, language, place, place_note, outside_url,
           CASE WHEN names_maker THEN maker ELSE '' END, state, body_code, received_at, published_at, result, answer,
           answer_language, closed_at, supporters, steps, changed_at
    FROM told
    ON CONFLICT (initiative_id) DO UPDATE SET
        title = excluded.title, text = excluded.text, language = excluded.language, place = excluded.place,
        place_note = excluded.place_note, outside_url = excluded.outside_url, maker = excluded.maker,
        state = excluded.state, owner = excluded.owner, published_at = excluded.published_at,
        result = excluded.result, answer = excluded.answer, answer_language = excluded.answer_language,
        closed_at = excluded.closed_at, supporters = excluded.supporters, steps = excluded.steps,
        changed_at = excluded.changed_at
    RETURNING 1
)
SELECT count(*) FROM kept
