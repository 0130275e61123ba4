"""Pins by the file: which column is what, rows checked and staged in batches, and one set-based way into the tables."""
