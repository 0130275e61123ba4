from django.apps import AppConfig


class GeoConfig(AppConfig):
    name = "geo"
    verbose_name = "Geography"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from geo.exporting import layers_of_geography, when_exported
        from geo.tiles import marks, own_layers

        own_layers.register_layers()
        marks.register_layers()
        when_exported(layers_of_geography)
