from django.apps import AppConfig


class FrontendConfig(AppConfig):
    name = "frontend"

    def ready(self) -> None:
        # models load first
        from doors.embed.living import draw_maps_with
        from frontend.documents.statement import statement_as_pdf
        from frontend.embed_map import embed_map
        from zoning.hand_over import draw_statements_with

        draw_statements_with(statement_as_pdf)
        draw_maps_with(embed_map)
