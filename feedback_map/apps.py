from django.apps import AppConfig


class FeedbackMapConfig(AppConfig):
    name = "feedback_map"
    verbose_name = "Feedback map"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from feedback_map.tiles import register_layers
        from feedback_map.topics import register_topics  # noqa: PLC0415 - models load first

        register_topics()
        register_layers()
