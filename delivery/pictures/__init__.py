"""Pictures that people send: made anew behind walls, so that nothing of the file they came in is kept.

`cleaning` is what the rest of the service calls. It starts a child process (`child`) that has no network, no files and
little memory, gives it the picture, and takes a fresh JPEG from it.
"""
