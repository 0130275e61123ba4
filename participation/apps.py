from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "participation"
    verbose_name = "Participation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from geo.changes import derived_from_areas, when_areas_change
        from participation.event_letters import register_event_letters
        from participation.letters import register_following
        from participation.models import HomeAssignment
        from participation.service_feedback import register_letters
        from participation.services import assign_all_homes
        from participation.tiles import register_layers

        register_letters()
        register_following()
        register_event_letters()
        register_layers()
        when_areas_change(assign_all_homes)
        derived_from_areas(HomeAssignment)
