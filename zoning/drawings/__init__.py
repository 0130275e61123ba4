"""Plan drawings: pictures laid over the map, cut into tiles behind walls.

`cutting` is what the rest of the service calls. It starts a child process (`child`) that has no network, no files and
little memory, gives it the drawing, and takes tiles from it, one after the other.
"""
