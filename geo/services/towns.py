"""What a town tells of itself, which maps it shows, and whether it is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from geo import openness
from geo.models import Municipality

BY_LANGUAGE = ("names", "desk", "controller", "privacy_contact", "greeting")
PLAIN = ("code", "languages", "home_set", "phone", "email", "website")


@transaction.atomic
def tell_of_town(*, town: Municipality, told: Mapping[str, Any]) -> Municipality:
    """Change what a town tells of itself: the fields that are named, and no others.

    Of a text in several languages only the languages that are named are changed; an empty text takes one away.
    """
    kept = Municipality.objects.select_for_update(no_key=True).defer("boundary").get(pk=town.pk)
    for name, value in told.items():
        if name in BY_LANGUAGE:
            texts = {**getattr(kept, name), **value}
            setattr(kept, name, {language: text for language, text in texts.items() if text})
        elif name in PLAIN:
            setattr(kept, name, value)
        else:
            raise LookupError(f"A town tells nothing called {name}.")
    kept.save(update_fields=list(told))
    return kept


@transaction.atomic
def set_base_maps(*, town: Municipality, base_maps: Sequence[Mapping[str, Any]]) -> None:
    """The outside base maps of a town, the one that readers see to begin with first (see docs/base-maps.md)."""
    Municipality.objects.filter(pk=town.pk).update(base_maps=[dict(one) for one in base_maps])


@transaction.atomic
def open_town(*, town: Municipality) -> None:
    """From now on everybody finds the town."""
    Municipality.objects.filter(pk=town.pk).update(is_public=True)


@transaction.atomic
def close_town(*, town: Municipality) -> None:
    """Nobody but its staff finds the town any more; what was sent stays."""
    Municipality.objects.filter(pk=town.pk).update(is_public=False)
    transaction.on_commit(lambda: openness.forget(town.slug))
