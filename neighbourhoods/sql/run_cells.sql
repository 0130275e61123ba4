-- The population cells of the finest grid of a town: centres in a fixed order (south to north, west to east).
-- Takes: town. Gives: id (int8), x, y (float8), size_m (int4), for COPY. Index: geo_gridcell municipality.
COPY (
    SELECT cell.id, ST_X(cell.centre), ST_Y(cell.centre), cell.size_m
    FROM geo_gridcell cell
    WHERE cell.municipality_id = %(town)s AND cell.size_m = (
        SELECT min(finest.size_m) FROM geo_gridcell finest
        WHERE finest.municipality_id = %(town)s
          AND EXISTS (SELECT FROM geo_populationcount known WHERE known.cell_id = finest.id))
    ORDER BY ST_Y(cell.centre), ST_X(cell.centre), cell.id
) TO STDOUT (FORMAT BINARY)
