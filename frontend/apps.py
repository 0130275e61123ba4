from django.apps import AppConfig


class FrontendConfig(AppConfig):
    name = "frontend"

    def ready(self) -> None:
        # models load first
        from frontend.documents.statement import statement_as_pdf
        from zoning.hand_over import draw_statements_with

        draw_statements_with(statement_as_pdf)
