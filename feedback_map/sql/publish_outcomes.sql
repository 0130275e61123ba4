-- Brings what everybody reads of outcomes in line with them.
-- Takes: town, outcomes (ids; null: all of the town). Gives: how many of them are published.
-- Index: primary keys; feedback_map_outcomes_newest where all are asked for.
WITH told AS MATERIALIZED (
    SELECT outcome.*, coalesce(process.slug, '') AS process_slug, coalesce(body.code, '') AS body_code
    FROM feedback_map_outcome outcome
    LEFT JOIN participation_process process ON process.id = outcome.process_id AND process.is_public
    LEFT JOIN accounts_body body ON body.id = outcome.decided_by_id
    WHERE outcome.municipality_id = %(town)s AND outcome.published_at IS NOT NULL
      AND (%(outcomes)s::bigint[] IS NULL OR outcome.id = ANY (%(outcomes)s))
), gone AS (
    DELETE FROM feedback_map_publishedoutcome published
    WHERE published.municipality_id = %(town)s
      AND (%(outcomes)s::bigint[] IS NULL OR published.outcome_id = ANY (%(outcomes)s))
      AND NOT EXISTS (SELECT FROM told WHERE told.id = published.outcome_id)
), kept AS (
    INSERT INTO feedback_map_publishedoutcome (
        outcome_id, public_id, municipality_id, titles, texts, about_area_id, place, process, theme, decided_on,
        decided_by, published_at)
    SELECT id, public_id, municipality_id, titles, texts, about_area_id, place, process_slug, theme, decided_on,
           body_code, published_at
    FROM told
    ON CONFLICT (outcome_id) DO UPDATE SET
        titles = excluded.titles, texts = excluded.texts, about_area_id = excluded.about_area_id,
        place = excluded.place, process = excluded.process, theme = excluded.theme,
        decided_on = excluded.decided_on, decided_by = excluded.decided_by, published_at = excluded.published_at
    RETURNING 1
)
SELECT count(*) FROM kept
