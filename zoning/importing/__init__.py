"""What `import_plans` reads: national messages (Ryhti JSON) and drawn plans (GeoPackage, GeoJSON, Shapefile)."""
