-- Finds coordinated waves of a town: many near-identical texts from many people in a short time.
-- Takes :town, :hours (the window), :alike (similarity of trigrams, 0 to 1), :pins and :people (the least of both that
-- make a wave), :texts (so many different texts are compared at most, newest first). Gives how many messages were put
-- into waves. Run again, it finds what has come since. Index: feedback_map_pin_newest (municipality_id, received_at).
WITH recent AS MATERIALIZED (
    SELECT pin.id, pin.participant_id, pin.received_at,
           btrim(regexp_replace(lower(pin.text), '[^[:alpha:]]+', ' ', 'g')) AS plain
    FROM feedback_map_pin pin
    WHERE pin.municipality_id = %(town)s AND pin.received_at > now() - make_interval(hours => %(hours)s)
      AND NOT pin.is_test AND pin.import_key IS NULL AND length(pin.text) >= 25
      AND NOT EXISTS (SELECT FROM feedback_map_wavepin known WHERE known.pin_id = pin.id)
), texts AS MATERIALIZED (
    -- identical texts are one, so that ten thousand copies cost no more than two
    SELECT plain, min(received_at) AS first_at, array_agg(id) AS ids FROM recent GROUP BY plain
    ORDER BY max(received_at) DESC LIMIT %(texts)s
), known AS MATERIALIZED (
    SELECT DISTINCT ON (texts.plain) texts.plain, texts.ids, wave.id AS wave_id
    FROM texts
    JOIN feedback_map_wave wave ON wave.municipality_id = %(town)s
        AND wave.last_at > now() - make_interval(hours => %(hours)s) AND similarity(wave.sample, texts.plain) >= %(alike)s
    ORDER BY texts.plain, wave.id
), fresh AS MATERIALIZED (
    SELECT texts.*, row_number() OVER (ORDER BY first_at, plain) AS place
    FROM texts WHERE NOT EXISTS (SELECT FROM known WHERE known.plain = texts.plain)
), leaders AS MATERIALIZED (
    -- each text follows the earliest one that it resembles
    SELECT text.place, min(earlier.place) AS leader
    FROM fresh text JOIN fresh earlier ON earlier.place <= text.place
        AND length(earlier.plain) BETWEEN length(text.plain) * 0.6 AND length(text.plain) * 1.7
        AND (earlier.place = text.place OR similarity(earlier.plain, text.plain) >= %(alike)s)
    GROUP BY text.place
), grouped AS MATERIALIZED (
    SELECT first.leader AS leader, pin.id AS pin_id, pin.participant_id, pin.received_at
    FROM leaders own
    JOIN leaders first ON first.place = own.leader
    JOIN fresh text ON text.place = own.place
    CROSS JOIN LATERAL unnest(text.ids) AS member (id)
    JOIN recent pin ON pin.id = member.id
), found AS MATERIALIZED (
    SELECT grouped.leader, min(grouped.received_at) AS first_at, max(grouped.received_at) AS last_at
    FROM grouped GROUP BY grouped.leader
    HAVING count(*) >= %(pins)s AND count(DISTINCT grouped.participant_id) >= %(people)s
), made AS (
    INSERT INTO feedback_map_wave (municipality_id, public_id, sample, first_at, last_at)
    SELECT %(town)s, left(replace(gen_random_uuid()::text, '-', ''), 22), fresh.plain, found.first_at, found.last_at
    FROM found JOIN fresh ON fresh.place = found.leader
    RETURNING id, sample
), put AS (
    INSERT INTO feedback_map_wavepin (pin_id, wave_id, municipality_id)
    SELECT grouped.pin_id, made.id, %(town)s
    FROM grouped JOIN fresh ON fresh.place = grouped.leader JOIN made ON made.sample = fresh.plain
    UNION ALL
    SELECT unnest(known.ids), known.wave_id, %(town)s FROM known
    ON CONFLICT (pin_id) DO NOTHING
    RETURNING wave_id, pin_id
), grown AS (
    UPDATE feedback_map_wave wave SET last_at = greatest(wave.last_at, more.last_at)
    FROM (
        SELECT put.wave_id, max(recent.received_at) AS last_at FROM put JOIN recent ON recent.id = put.pin_id
        GROUP BY put.wave_id
    ) AS more
    WHERE wave.id = more.wave_id AND wave.last_at < more.last_at
)
SELECT count(*) FROM put
