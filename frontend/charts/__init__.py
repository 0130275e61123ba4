"""Pictures made by the server: results in, SVG out, each with its sentence and its table. No database, no scripts."""
