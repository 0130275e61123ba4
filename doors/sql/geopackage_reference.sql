-- Which layer a record is about (SQLite). Takes: number, layer, at. Gives: nothing. Index: none.
INSERT INTO gpkg_metadata_reference (reference_scope, table_name, timestamp, md_file_id)
VALUES ('table', :layer, :at, :number)
