"""The app, as Django knows it."""

from django.apps import AppConfig


class Zoning(AppConfig):
    name = "zoning"

    def ready(self) -> None:
        # models load first
        from geo.changes import when_areas_change
        from zoning import checks  # noqa: F401  (importing registers them)
        from zoning.exporting import register_exports
        from zoning.feeds import register_hearing_calendar
        from zoning.following import register_following
        from zoning.owner_letters import register_owner_letters
        from zoning.position_letters import register_position_letters
        from zoning.receiving import register_receiving
        from zoning.request_letters import register_request_letters
        from zoning.services import rebuild_plans
        from zoning.services.drawings import register_drawings
        from zoning.telling import register_telling
        from zoning.tiles import register_layers
        from zoning.topics import register_topics

        register_topics()
        when_areas_change(rebuild_plans)
        register_layers()
        register_exports()
        register_drawings()
        register_receiving()
        register_following()
        register_telling()
        register_request_letters()
        register_owner_letters()
        register_position_letters()
        register_hearing_calendar()
