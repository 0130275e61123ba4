"""Tags for numbers and for the names of kinds and channels."""

from __future__ import annotations

from django import template
from django.utils.formats import number_format

from feedback_map.models import Kind
from participation.models import Channel

register = template.Library()


@register.simple_tag
def whole(number: float | None) -> str:
    """A whole number as the language writes it, with thousands apart; a dash for none."""
    return "–" if number is None else str(number_format(round(number), use_l10n=True, force_grouping=True))


@register.simple_tag
def kind_name(kind: str) -> str:
    return str(Kind(kind).label) if kind in Kind.values else kind


@register.simple_tag
def channel_name(channel: str) -> str:
    return str(Channel(channel).label) if channel in Channel.values else channel
