-- People and holiday homes of the areas of a set: the newest year as given for the areas (or spread to them), else the
-- newest year of population cells whose centres lie in the area. Null where the source hides the figure.
-- Takes: town, area_set, area (bigint, null for all of the set). Gives: area_id, what, year, count, basis.
-- Index: geo_populationcount area; geo_areapart geometry (GiST).
WITH asked AS MATERIALIZED (
    SELECT id FROM geo_area
    WHERE area_set_id = %(area_set)s AND (%(area)s::bigint IS NULL OR id = %(area)s::bigint)
), own AS (
    SELECT DISTINCT ON (known.area_id, known.what) known.area_id, known.what, known.year, known.count, known.basis
    FROM asked JOIN geo_populationcount known ON known.area_id = asked.id
    WHERE known.age_from IS NULL AND known.age_to IS NULL
    ORDER BY known.area_id, known.what, known.year DESC
), newest AS (
    SELECT what, max(year) AS year FROM geo_populationcount
    WHERE municipality_id = %(town)s AND cell_id IS NOT NULL AND age_from IS NULL GROUP BY what
), summed AS (
    SELECT inside.area_id, known.what, known.year, sum(known.count) AS count, 'cells' AS basis
    FROM (
        -- a centre on a border counts in the lowest code, like a pin
        SELECT DISTINCT ON (cell.id) cell.id AS cell_id, area.id AS area_id
        FROM geo_areapart part
        JOIN geo_area area ON area.id = part.area_id
        JOIN geo_gridcell cell ON cell.municipality_id = %(town)s AND ST_Intersects(part.geom, cell.centre)
        WHERE part.area_set_id = %(area_set)s
          AND (%(area)s::bigint IS NULL OR part.area_id = %(area)s::bigint)
          AND NOT EXISTS (SELECT FROM own)
        ORDER BY cell.id, area.code
    ) inside
    JOIN geo_populationcount known ON known.cell_id = inside.cell_id AND known.age_from IS NULL
    JOIN newest ON newest.what = known.what AND newest.year = known.year
    GROUP BY inside.area_id, known.what, known.year
)
SELECT area_id, what, year, count, basis FROM own
UNION ALL
SELECT area_id, what, year, count, basis FROM summed
