"""Addresses of meeting places, events and initiatives, public and at the desk; frontend/urls.py takes them in."""

from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from frontend.views import (
    desk_embed,
    desk_events,
    desk_initiatives,
    desk_places,
    events,
    feeds_page,
    initiatives,
    places,
)


def meeting_routes() -> list[URLPattern]:
    return [
        path("places", require_safe(places.list_places), name="places"),
        path("places/by-area", require_safe(places.by_area), name="places_by_area"),
        path("places/<slug:code>", require_safe(places.show_place), name="place"),
        path("events", require_safe(events.list_events), name="events"),
        path("events/<slug:code>", events.show_event, name="event"),
        path("events/<slug:code>.ics", require_safe(events.event_calendar), name="event_calendar"),
        path("feeds", require_safe(feeds_page.all_feeds), name="feeds"),
        path("feeds/events.atom", require_safe(events.feed), name="feed_events"),
        path("feeds/initiatives.atom", require_safe(initiatives.feed), name="feed_initiatives"),
        path("initiatives", require_safe(initiatives.list_initiatives), name="initiatives"),
        path("initiatives/new", initiatives.new_initiative, name="initiative_new"),
        path("initiatives/mine/<slug:key>", initiatives.mine, name="initiative_mine"),
        path("initiatives/<public_id:initiative>", require_safe(initiatives.show_initiative), name="initiative"),
        path("initiatives/<public_id:initiative>/support", initiatives.support, name="initiative_support"),
        path("desk/places", desk_places.places, name="desk_places"),
        path("desk/places/new", desk_places.new_place, name="desk_place_new"),
        path("desk/places/<slug:code>", desk_places.change, name="desk_place"),
        path("desk/events", desk_events.events, name="desk_events"),
        path("desk/events/new", desk_events.new_event, name="desk_event_new"),
        path("desk/events/<slug:code>/change", desk_events.change, name="desk_event_change"),
        path("desk/events/<slug:code>/off", desk_events.call_off, name="desk_event_off"),
        path("desk/events/<slug:code>/people", desk_events.people, name="desk_event_people"),
        path("desk/events/<slug:code>/people/<public_id:sign_up>", desk_events.came, name="desk_event_came"),
        path("desk/initiatives", desk_initiatives.initiatives, name="desk_initiatives"),
        path("desk/initiatives/<public_id:initiative>", desk_initiatives.initiative, name="desk_initiative"),
        path(
            "desk/initiatives/<public_id:initiative>/show", desk_initiatives.show_or_hide, name="desk_initiative_show"
        ),
        path("desk/embed", desk_embed.embed, name="desk_embed"),
    ]
