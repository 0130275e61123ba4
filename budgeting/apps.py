"""The app, as Django knows it."""

from django.apps import AppConfig


class Budgeting(AppConfig):
    name = "budgeting"

    def ready(self) -> None:
        # models load first
        from budgeting.following import register_following
        from budgeting.letters import register_letters
        from budgeting.own_data import register_persons
        from budgeting.party_letters import register_party_letters
        from budgeting.services.publishing import rebuild_proposals
        from budgeting.stored_files import register_files
        from budgeting.tiles import register_layers
        from budgeting.topics import register_topics
        from budgeting.vote_letters import register_vote_letters
        from geo.changes import when_areas_change

        register_topics()
        register_letters()
        register_vote_letters()
        register_layers()
        register_following()
        register_persons()
        register_party_letters()
        register_files()
        when_areas_change(rebuild_proposals)
