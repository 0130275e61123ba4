"""The app, as Django knows it."""

from django.apps import AppConfig


class Budgeting(AppConfig):
    name = "budgeting"

    def ready(self) -> None:
        # models load first
        from budgeting.letters import register_letters
        from budgeting.services.publishing import rebuild_proposals
        from budgeting.tiles import register_layers
        from geo.changes import when_areas_change

        register_letters()
        register_layers()
        when_areas_change(rebuild_proposals)
