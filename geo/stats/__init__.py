"""Spatial statistics on arrays: no Django, no files, no plots, no printing."""
