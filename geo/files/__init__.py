"""Files that come from outside: GeoPackage, GeoJSON, Shapefile and CSV, read behind walls.

`reader` is what the rest of the service calls. It starts a child process (`child`) that has no network, no files but
its own copy, few drivers and little memory, and takes columns of numbers and texts from it; nothing is unpickled.
"""
