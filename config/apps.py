"""Registers the checks that stop the start on wrong settings."""

from django.apps import AppConfig


class Wiring(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import checks  # noqa: F401  (importing registers them)
