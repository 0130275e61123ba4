"""The app, as Django knows it."""

from django.apps import AppConfig


class Zoning(AppConfig):
    name = "zoning"
