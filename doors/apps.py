"""The open doors of the service."""

from django.apps import AppConfig


class DoorsConfig(AppConfig):
    name = "doors"
    label = "doors"
