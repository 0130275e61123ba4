"""For QGIS: how layers are drawn, and a project that opens a town's open data."""
