from django.apps import AppConfig


class FeedbackMapConfig(AppConfig):
    name = "feedback_map"
    verbose_name = "Feedback map"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # models load first
        from feedback_map.aggregates import rebuild_town
        from feedback_map.following import register_following
        from feedback_map.initiative_news import register_initiative_news
        from feedback_map.initiatives_kept import register_own_initiatives
        from feedback_map.letters import register_letters
        from feedback_map.services.states import make_first_states
        from feedback_map.tiles import register_layers
        from feedback_map.topics import register_topics
        from geo.changes import when_areas_change, when_town_is_made

        register_topics()
        register_layers()
        register_letters()
        register_following()
        register_initiative_news()
        register_own_initiatives()
        when_areas_change(rebuild_town)
        when_town_is_made(make_first_states)
