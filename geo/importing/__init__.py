"""Bringing files into the database: what every importer shares, and the importers of towns, areas and people."""
