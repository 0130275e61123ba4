"""Backups of the private cluster, of pictures and of settings, and the way back to any moment between them.

Standard library only, as config/cluster.py: a way back must not need the Python environment that was lost.

    <folder>/<moment>/            one backup: database, settings, manifest.json with a sum of each file
    <folder>/wal/<cluster>/       what the database wrote since, a piece at least each minute
    <folder>/files/               pictures and documents, each once under the sum of its content
    <folder>/latest.json          when the newest was made; the service reads it to tell how old it is
"""
