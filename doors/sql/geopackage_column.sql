-- What a column of a GeoPackage is (SQLite). Takes: layer, column, title, description. Gives: nothing. Index: none.
INSERT INTO gpkg_data_columns (table_name, column_name, title, description) VALUES (:layer, :column, :title, :description)
