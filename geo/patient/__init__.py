"""PostGIS as Django has it, for a web server that may not wait for ever: the ENGINE of `settings.DATABASES`."""
