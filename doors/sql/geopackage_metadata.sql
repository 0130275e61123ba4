-- A record about a layer of a GeoPackage (SQLite). Takes: number, record (JSON). Gives: nothing. Index: none.
INSERT INTO gpkg_metadata (id, md_scope, md_standard_uri, mime_type, metadata)
VALUES (:number, 'dataset', 'http://www.w3.org/ns/dcat', 'application/json', :record)
