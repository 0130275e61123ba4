-- How many persons of run_person have their home in which cell of the grid, for the scan.
-- Takes: nothing. Gives: x, y (of the centre), size_m, stratum, persons. Index: geo_gridcell primary key.
SELECT ST_X(cell.centre), ST_Y(cell.centre), cell.size_m, person.stratum, count(*)
FROM run_person person JOIN geo_gridcell cell ON cell.id = person.cell_id
GROUP BY 1, 2, 3, 4
ORDER BY 3, 2, 1, 4
