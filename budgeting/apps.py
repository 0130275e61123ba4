"""The app, as Django knows it."""

from django.apps import AppConfig


class Budgeting(AppConfig):
    name = "budgeting"
