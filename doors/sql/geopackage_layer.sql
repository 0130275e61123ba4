-- What a layer of a GeoPackage is called (SQLite). Takes: layer, title, description, at. Gives: nothing. Index: none.
UPDATE gpkg_contents SET identifier = :title, description = :description, last_change = :at WHERE table_name = :layer
