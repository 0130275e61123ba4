from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "participation"
    verbose_name = "Participation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from participation.service_feedback import register_letters  # noqa: PLC0415 - models load first

        register_letters()
