"""A message and its answer as a letter on paper: an accessible PDF laid out as Finnish offices lay out letters.

SFS 2487: a left margin and a second column, sender top left, kind of document, date and code top right, the addressee
below where the window of an envelope is, and the text in the second column.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import HTML

from feedback_map.models import Pin, Update
from frontend.documents.offline_map import VENDOR
from frontend.documents.pdf import OwnFilesOnly, fonts
from geo.addresses import page_address
from geo.languages import text_in
from geo.models import Municipality


@dataclass(frozen=True)
class Reader:
    """To whom a letter goes, as far as it is known, and in which language."""

    name: str
    language: str


def letter_as_pdf(town: Municipality, pin: Pin, updates: list[Update], reader: Reader, on: datetime.date) -> bytes:
    with translation.override(reader.language):
        page = render_to_string("frontend/documents/letter.html", _words(town, pin, updates, reader, on))
    source = HTML(string=page, base_url=VENDOR.as_uri() + "/", url_fetcher=OwnFilesOnly())
    document = source.render(font_config=fonts(), pdf_variant="pdf/ua-1", pdf_tags=True)
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return pdf


def _words(town: Municipality, pin: Pin, updates: list[Update], reader: Reader, on: datetime.date) -> dict[str, object]:
    language = reader.language
    unit = text_in(pin.owner.names, language) if pin.owner else ""
    return {
        "language": language.partition("-")[0],
        "town": town,
        "town_name": town.name(language),
        "desk": text_in(town.desk, language),
        "unit": unit,
        "pin": pin,
        "category": pin.category.name(language) if pin.category else "",
        "updates": [(update, text_in(update.owner.names, language) if update.owner else unit) for update in updates],
        "reader": reader,
        "on": on,
        "address": page_address(town, language, "find"),
    }
