-- People by age and holiday homes as the source gives them for the areas of a set, of the newest year of each kind.
-- Takes: area_set. Gives: area_id, what, age_from, age_to, year, count (null: hidden), basis, estimated.
-- Index: geo_area area_set, geo_populationcount area.
WITH own AS (
    SELECT known.* FROM geo_populationcount known JOIN geo_area area ON area.id = known.area_id
    WHERE area.area_set_id = %(area_set)s AND known.what IN ('people', 'holiday_homes')
), newest AS (
    SELECT what, max(year) AS year FROM own WHERE age_from IS NULL GROUP BY what
)
SELECT area_id, what, age_from, age_to, own.year, count, basis, estimated
FROM own JOIN newest USING (what, year)
ORDER BY area_id, what, age_from NULLS FIRST, age_to
