from django.apps import AppConfig


class FeedbackMapConfig(AppConfig):
    name = "feedback_map"
    verbose_name = "Feedback map"
    default_auto_field = "django.db.models.BigAutoField"
