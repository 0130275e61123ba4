"""The app, as Django knows it."""

from django.apps import AppConfig


class Zoning(AppConfig):
    name = "zoning"

    def ready(self) -> None:
        # models load first
        from zoning.receiving import register_receiving
        from zoning.topics import register_topics

        register_topics()
        register_receiving()
