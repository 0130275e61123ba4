-- The area of each set in which the centre of a population cell lies; on a border the lowest code, like a pin.
-- Takes: town, size_m, sets (bigint[]). Gives: cell_id, area_set_id, area_id (int8) as arrays, in no order, for COPY.
-- Index: geo_areapart geometry (GiST).
COPY (
    SELECT array_agg(cell_id), array_agg(area_set_id), array_agg(area_id)
    FROM (
        SELECT DISTINCT ON (cell.id, part.area_set_id) cell.id AS cell_id, part.area_set_id, part.area_id
        FROM geo_areapart part
        JOIN geo_area area ON area.id = part.area_id
        JOIN geo_gridcell cell ON cell.municipality_id = %(town)s AND cell.size_m = %(size_m)s
             AND ST_Intersects(part.geom, cell.centre)
        WHERE part.area_set_id = ANY (%(sets)s::bigint[])
        ORDER BY cell.id, part.area_set_id, area.code
    ) assigned
    GROUP BY cell_id / 4096
) TO STDOUT (FORMAT BINARY)
