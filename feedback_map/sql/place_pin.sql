-- Accepts one pin in one call, all or nothing (migrations/0015_placed_with_owner.py says how).
-- Takes: town (slug); the columns of the pin, geom as EWKB in EPSG:3067 or null; of its sender the contact data (JSON or
-- null), the hash of the token and whether it was shown; of its idempotency key the scope, the hash, the request's
-- fingerprint and the enciphered answer (nulls without a key); and must_answer: whether a category with questions that
-- must be answered is refused to a pin that answers none (all answers were checked where there are any).
-- Gives: why it is refused, or what the database has to tell; for a key used before also its fingerprint and answer.
-- Index: idempotency_key_once_per_scope; feedback_map_category_once; slug of the town; geo_boundarypart and geo_areapart geometry (GiST).
WITH unanswered AS (
    SELECT FROM geo_municipality town
    JOIN feedback_map_category category ON category.municipality_id = town.id AND category.code = %(category)s::text
    WHERE %(must_answer)s::boolean AND town.slug = %(town)s::text AND category.is_active
      AND category.questions @> '[{"required": true}]'
)
SELECT 'unanswered' AS refused, NULL::text AS told, NULL::bytea AS kept_print, NULL::bytea AS kept
FROM unanswered
UNION ALL
SELECT refused, told, kept_print, kept
FROM place_pin(
    %(town)s::text, %(public_id)s::text, %(follow_hash)s::bytea, %(kind)s::text, %(category)s::text, %(text)s::text,
    %(geom)s::bytea, %(about_area)s::bigint, %(place_note)s::text, %(channel)s::text, %(visibility)s::text,
    %(language)s::text, %(is_test)s::boolean, %(process)s::bigint, %(event)s::bigint,
    %(shown_place)s::text, %(attributes)s::jsonb, %(contact)s::jsonb, %(person_id)s::text, %(person_hash)s::bytea, %(identity)s::text, %(person_known)s::boolean, %(scope)s::text, %(key)s::text,
    %(fingerprint)s::bytea, %(body)s::bytea, %(topic)s::text)
WHERE NOT EXISTS (SELECT FROM unanswered)
