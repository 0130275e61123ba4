"""Open data as files: one reading of a layer, and GeoPackage, GeoParquet, CSV and a workbook made of it."""
