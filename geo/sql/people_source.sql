-- Where people (or holiday homes) of a town are counted most finely, and of what year: cells of the smallest size, else
-- the set with the most areas. Takes: town, what. Gives: year, size_m (null: areas), area_set_id (null: cells),
-- newest (the last row written, which tells one import from another).
-- Index: geo_populationcount municipality; geo_gridcell and geo_area primary keys.
WITH given AS (
    SELECT known.year, cell.size_m, area.area_set_id, count(*) AS units, max(known.id) AS newest
    FROM geo_populationcount known
    LEFT JOIN geo_gridcell cell ON cell.id = known.cell_id
    LEFT JOIN geo_area area ON area.id = known.area_id
    WHERE known.municipality_id = %(town)s AND known.what = %(what)s AND known.basis = 'given'
      AND known.age_from IS NULL
    GROUP BY known.year, cell.size_m, area.area_set_id
)
SELECT year, size_m, area_set_id, newest FROM given
ORDER BY size_m NULLS LAST, CASE WHEN size_m IS NULL THEN -units END, year DESC
LIMIT 1
