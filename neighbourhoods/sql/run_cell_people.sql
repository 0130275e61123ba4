-- People by age and holiday homes of population cells, of the newest year of each kind; NaN where the source hides it.
-- Takes: town, size_m. Gives: cell_id (int8), what (int4: 0 people, 1 holiday homes), age_from, age_to (int4, -1: none),
-- year (int4), count (float8) as arrays, in no order, for COPY. Index: geo_populationcount cell.
COPY (
    WITH newest AS (
        SELECT known.what, max(known.year) AS year
        FROM geo_populationcount known JOIN geo_gridcell cell ON cell.id = known.cell_id
        WHERE known.municipality_id = %(town)s AND cell.size_m = %(size_m)s AND known.age_from IS NULL
          AND known.what IN ('people', 'holiday_homes')
        GROUP BY known.what
    )
    SELECT array_agg(known.cell_id), array_agg(CASE known.what WHEN 'people' THEN 0 ELSE 1 END),
           array_agg(coalesce(known.age_from, -1)::integer), array_agg(coalesce(known.age_to, -1)::integer),
           array_agg(known.year::integer), array_agg(coalesce(known.count, 'NaN')::double precision)
    FROM geo_populationcount known
    JOIN newest USING (what, year)
    JOIN geo_gridcell cell ON cell.id = known.cell_id
    WHERE known.municipality_id = %(town)s AND cell.size_m = %(size_m)s
    GROUP BY known.cell_id / 4096
) TO STDOUT (FORMAT BINARY)
