"""The app, as Django knows it."""

from django.apps import AppConfig


class Neighbourhoods(AppConfig):
    name = "neighbourhoods"
