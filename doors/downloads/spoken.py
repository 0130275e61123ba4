"""What a layer and its columns are called, in the three languages of the service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from doors.downloads.reading import ID, URL
from doors.ogc.layers import GEOMETRY, Layer

LANGUAGES = ("fi", "sv", "en")
Texts = dict[str, str]


@dataclass(frozen=True)
class Spoken:
    """Texts by language: the layer's title and description, and of each column what it is."""

    title: Texts
    description: Texts
    columns: dict[str, Texts]


def spoken(make: Callable[[], Layer]) -> Spoken:
    """A layer's own texts are made for the language that is in force, so it is made once for each."""
    title: Texts = {}
    description: Texts = {}
    columns: dict[str, Texts] = {}
    for language in LANGUAGES:
        with translation.override(language):
            layer = make()
            title[language], description[language] = str(layer.title), str(layer.description)
            for name, told in _columns(layer).items():
                columns.setdefault(name, {})[language] = told
    return Spoken(title, description, columns)


def _columns(layer: Layer) -> dict[str, str]:
    own = {field.name: _with_words(str(field.title), field.words) for field in layer.fields}
    address = {URL: _("Its page")} if layer.page else {}
    return {ID: _("Identifier that stays"), **own, **address, GEOMETRY: _("Place")}


def _with_words(title: str, words: tuple[str, ...]) -> str:
    told = ", ".join(word for word in words if word)
    return f"{title} ({told})" if told else title
