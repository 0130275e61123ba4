"""Every message of a town with what only its staff see. Not a collection: no address of /ogc/ leads to it.

Who sent a message, and how to reach them, is not in it.
"""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from doors.ogc.fields import Field
from doors.ogc.layers import Layer
from feedback_map.models import Kind, Moderation, Pin, Visibility
from geo.models import Municipality
from participation.models import Channel


def all_pins(town: Municipality) -> Layer:
    """Read it within the town (`in_town`): row-level security shows it to nobody else."""
    return Layer(
        town=town,
        name="all_pins",
        title=format_lazy(
            "{town}: {name}", town=town.name(get_language() or "fi"), name=_("All messages, also unpublished ones")
        ),
        description=_("Every message with its handling. For staff: it may hold what must not be published."),
        rows=Pin.objects.filter(municipality=town, is_test=False),
        key="id",
        feature_id="public_id",
        geom="geom",
        fields=(
            Field("code", "string", "code", _("Code"), nullable=False),
            Field("kind", "string", "kind", _("Kind"), words=tuple(Kind.values), nullable=False),
            Field("category", "string", "category__code", _("Category")),
            Field("text", "string", "text", _("Text"), nullable=False),
            Field("language", "string", "language", _("Language"), nullable=False),
            Field("channel", "string", "channel", _("Channel"), words=tuple(Channel.values), nullable=False),
            Field("process", "string", "process__slug", _("Process")),
            Field("received_at", "date-time", "received_at", _("Received"), nullable=False),
            Field("place_note", "string", "place_note", _("Note of the place"), nullable=False),
            Field("about_area", "string", "about_area__code", _("Area that it is about")),
            Field("visibility", "string", "visibility", _("Whether it may be published"), tuple(Visibility.values)),
            Field("moderation", "string", "moderation", _("Moderation"), words=tuple(Moderation.values)),
            Field("state", "string", "state__code", _("State")),
            Field("owner", "string", "owner__code", _("Who answers")),
            Field("due_on", "date", "due_on", _("To be answered by")),
            Field("answered_at", "date-time", "answered_at", _("Answered")),
            Field("closed_at", "date-time", "closed_at", _("Closed")),
            Field("merged_into", "string", "merged_into__public_id", _("Joined to the message")),
        ),
    )
