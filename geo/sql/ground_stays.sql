-- Squares that stay although they were not there before. Takes: cells (ids). Gives: nothing. Index: none.
DELETE FROM ground_before WHERE of_table = 'geo_gridcell' AND row_id = ANY (%(cells)s)
