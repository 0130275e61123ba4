"""OGC API Features (Parts 1–3) and Tiles at /ogc/: a town's published tables, each as a collection."""
