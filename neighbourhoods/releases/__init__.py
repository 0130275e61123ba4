"""Releases: what the public sees, computed from masked tables alone."""
