"""What residents said, as it is published: messages, and proposals of participatory budgeting."""

from __future__ import annotations

from django.db.models import ExpressionWrapper, FloatField, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from budgeting.models import Proposal, PublishedProposal
from doors.ogc.fields import Field, in_languages
from doors.ogc.layers import Ground, Layer, Times
from feedback_map.models import Kind, PublishedPin, StateType
from feedback_map.querysets import in_box
from geo import crs, sql
from geo.api.parameters import Bbox
from geo.models import Municipality
from participation.models import Channel


def pins(town: Municipality) -> Layer:
    return Layer(
        town=town,
        name="pins",
        title=format_lazy("{town}: {name}", town=town.name(get_language() or "fi"), name=_("Messages on the map")),
        description=_("What residents said of places, as it is published. Nothing tells who said it."),
        rows=PublishedPin.objects.of(town),
        key="pin_id",
        feature_id="public_id",
        geom="geom",
        fields=(
            Field("code", "string", "code", _("Code"), nullable=False),
            Field("kind", "string", "kind", _("Kind"), words=tuple(Kind.values), nullable=False),
            Field("category", "string", "category", _("Category"), nullable=False),
            Field("text", "string", "text", _("Text"), nullable=False, sortable=False),
            Field("language", "string", "language", _("Language"), nullable=False),
            Field("channel", "string", "channel", _("Channel"), words=tuple(Channel.values), nullable=False),
            Field("process", "string", "process", _("Process"), nullable=False),
            Field("received_at", "date-time", "received_at", _("Received"), nullable=False),
            Field("place_note", "string", "place_note", _("Note of the place"), nullable=False, sortable=False),
            Field("about_area", "string", "about_area__code", _("Area that it is about")),
            Field("state", "string", "state_type", _("State"), words=tuple(StateType.values), nullable=False),
            Field("owner", "string", "owner", _("Who answers"), nullable=False),
            Field("answered_at", "date-time", "answered_at", _("Answered")),
            Field("supports", "integer", "supports", _("Supported by"), nullable=False),
            Field("photos", "integer", "photos", _("Pictures"), nullable=False),
            Field("merged_into", "string", "merged_into", _("Joined to the message"), nullable=False),
        ),
        times=Times("received_at", "received_at"),
        touches=_touching_marks,
        # found by the index of marks: what has a place has a mark
        placeless=Q(wq__isnull=True),
        page=f"/{town.slug}/pins/{{id}}",
        tiles="pins",
        counted=lambda: _pins_of(town),
    )


def _touching_marks(ground: Ground) -> Q:
    """Through the index of marks; exactly when the place is not an upright box of one of the two pyramids."""
    if ground.box is not None and ground.box.crs in (crs.WIRE, crs.MERCATOR, crs.STORAGE):
        return in_box(ground.box)
    west, south, east, north = ground.shape.bounds
    return in_box(Bbox(west, south, east, north, crs.STORAGE)) & Q(geom__intersects=ground.geos)


def _pins_of(town: Municipality) -> int:
    """All of them, from the counts that are kept."""
    everything = dict.fromkeys(("area", "kinds", "channels", "first_day", "last_day"))
    found = sql.row("feedback_map/matching_pins", {"town": town.pk, "area_set": 0, **everything})
    return int(found[0]) if found else 0


def proposals(town: Municipality) -> Layer:
    return Layer(
        town=town,
        name="proposals",
        title=format_lazy(
            "{town}: {name}",
            town=town.name(get_language() or "fi"),
            name=_("Proposals of participatory budgeting"),
        ),
        description=_("What residents propose to be built or done, with its cost and what became of it."),
        rows=PublishedProposal.objects.filter(municipality=town).order_by(),
        key="proposal_id",
        feature_id="public_id",
        geom="geom",
        fields=(
            Field("round", "string", "round_slug", _("Round"), nullable=False),
            Field("number", "integer", "number", _("Number"), nullable=False),
            Field("state", "string", "state", _("State"), words=tuple(Proposal.State.values), nullable=False),
            *in_languages("titles", town.languages, _("Title"), "title"),
            *in_languages("texts", town.languages, _("Text"), "text"),
            Field("pot", "string", "pot", _("Pot"), nullable=False),
            Field("theme", "string", "theme", _("Theme"), nullable=False),
            Field("cost_eur", "number", _euros("cost_cents"), _("Cost, €")),
            Field("yearly_eur", "number", _euros("yearly_cents"), _("Cost in a year, €")),
            Field("published_at", "date-time", "published_at", _("Published"), nullable=False),
            Field("updated_at", "date-time", "updated_at", _("Changed"), nullable=False),
        ),
        times=Times("published_at", "published_at"),
        page=f"/{town.slug}/budget/{{round}}/proposals/{{number}}",
        tiles="proposals",
    )


def _euros(column: str) -> Combinable:
    return ExpressionWrapper(Cast(column, FloatField()) / Value(100.0), FloatField())
