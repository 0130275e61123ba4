"""The tests mirror the apps: tests/<app>/test_<module>.py."""
