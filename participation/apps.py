from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "participation"
    verbose_name = "Participation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from geo.changes import when_areas_change
        from participation.event_letters import register_event_letters
        from participation.letters import register_following
        from participation.service_feedback import register_letters
        from participation.services import assign_all_homes

        register_letters()
        register_following()
        register_event_letters()
        when_areas_change(assign_all_homes)
