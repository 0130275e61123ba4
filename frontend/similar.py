"""What was told before, as the form lists it: published messages, each with its state in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from feedback_map.models import PublishedPin, State
from feedback_map.similar import Told, similar_published
from frontend.forms import WhereForm
from frontend.pages import html_lang, page_of
from frontend.pin_parts.fate import PinState, state_named
from geo.models import Municipality


@dataclass(frozen=True)
class SimilarMessage:
    pin: PublishedPin
    distance_m: float | None
    state: PinState


def similar_to(request: HttpRequest, town: Municipality, where: WhereForm, text: str) -> list[SimilarMessage]:
    """Nothing where the place is not known yet."""
    if not where.is_valid():
        return []
    language = page_of(request).language
    found = similar_published(town, Told(text, where.shape, where.about, html_lang(language)))
    codes = {each.pin.state for each in found} - {""}
    states = State.objects.filter(municipality=town, code__in=codes) if codes else []
    names = {each.code: each.name(language) for each in states}
    return [
        SimilarMessage(each.pin, each.distance_m, state_named(each.pin.state, each.pin.state_type, names))
        for each in found
    ]
