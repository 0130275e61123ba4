-- The population cells of the finest grid of a town: centres in a fixed order (south to north, west to east).
-- Takes: town. Gives: id (int8), x, y (float8), size_m (int4) as arrays, for COPY. Index: geo_gridcell municipality.
COPY (
    SELECT array_agg(id ORDER BY n), array_agg(x ORDER BY n), array_agg(y ORDER BY n), array_agg(size_m ORDER BY n)
    FROM (
        SELECT cell.id, ST_X(cell.centre) AS x, ST_Y(cell.centre) AS y, cell.size_m,
               row_number() OVER (ORDER BY ST_Y(cell.centre), ST_X(cell.centre), cell.id) AS n
        FROM geo_gridcell cell
        WHERE cell.municipality_id = %(town)s AND cell.size_m = (
            SELECT min(finest.size_m) FROM geo_gridcell finest
            WHERE finest.municipality_id = %(town)s
              AND EXISTS (SELECT FROM geo_populationcount known WHERE known.cell_id = finest.id))
    ) numbered
    GROUP BY n / 4096
    ORDER BY n / 4096
) TO STDOUT (FORMAT BINARY)
