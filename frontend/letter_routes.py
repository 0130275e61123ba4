"""Addresses of following, letters, feeds and the calendar; frontend/urls.py takes them in."""

from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from frontend.views import desk_letters, feeds, following, pin_letters


def letter_routes() -> list[URLPattern]:
    return [
        path("follow", following.follow, name="follow"),
        path("follow/confirm/<public_id:follow>/<slug:token>", following.confirm, name="follow_confirm"),
        path("follow/<slug:key>", following.mine, name="follow_mine"),
        path("follow/<slug:key>/stop", following.stop, name="follow_stop"),
        path("pins/<public_id:pin>/contact", pin_letters.contact, name="pin_contact"),
        path("pins/<public_id:pin>/confirm/<slug:token>", pin_letters.confirm, name="pin_confirm"),
        path("pins/<public_id:pin>/letters", pin_letters.letters, name="pin_letters"),
        path("pins/<public_id:pin>/letter", pin_letters.letter, name="pin_letter"),
        path("pins/<public_id:pin>/updates.atom", require_safe(feeds.pin), name="feed_pin"),
        path("feeds/pins.atom", require_safe(feeds.pins), name="feed_pins"),
        path("feeds/news.atom", require_safe(feeds.news), name="feed_news"),
        path("feeds/outcomes.atom", require_safe(feeds.outcomes), name="feed_outcomes"),
        path("calendar.ics", require_safe(feeds.calendar), name="calendar"),
        path("desk/letters", desk_letters.letters, name="desk_letters"),
        path("desk/pins/<public_id:pin>/contact", desk_letters.contact, name="desk_contact"),
        path("desk/pins/<public_id:pin>/letter.pdf", desk_letters.letter_pdf, name="desk_letter_pdf"),
    ]
