from django.apps import AppConfig


class NeighbourhoodsConfig(AppConfig):
    name = "neighbourhoods"
    verbose_name = "Neighbourhoods"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # models load first
        from neighbourhoods.topics import register_topics

        register_topics()
