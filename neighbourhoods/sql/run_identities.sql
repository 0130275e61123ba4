-- By what the persons of run_person are known, and how many there are at least: whoever is known by a login, an
-- address, staff or a file is one person each; browsers and shared devices may be the same person again, but not where
-- they tell another home, age or tie. Takes: nothing. Gives: stratum, identity, persons, at_least (the same in each
-- row of a stratum). Index: none.
WITH profile AS (
    SELECT stratum, area_id, cell_id, age_band,
           count(*) FILTER (WHERE identity NOT IN ('token', 'shared')) AS sure,
           count(*) FILTER (WHERE identity IN ('token', 'shared')) AS perhaps
    FROM run_person GROUP BY 1, 2, 3, 4
), least AS (
    SELECT stratum,
           greatest(sum(CASE WHEN area_id IS NULL AND cell_id IS NULL THEN sure
                             ELSE greatest(sure, least(perhaps, 1)) END), 1)::bigint AS at_least
    FROM profile GROUP BY 1
)
SELECT person.stratum, person.identity, count(*), least.at_least
FROM run_person person JOIN least USING (stratum)
GROUP BY 1, 2, 4
ORDER BY 1, 2
