"""The open doors of the service."""

from django.apps import AppConfig


class DoorsConfig(AppConfig):
    name = "doors"
    label = "doors"

    def ready(self) -> None:
        # models load first
        from doors.webhooks.listening import register_webhooks

        register_webhooks()
