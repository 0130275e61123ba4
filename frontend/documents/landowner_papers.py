"""Letters to landowners who live elsewhere, each on its own page, and the labels for their envelopes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import HTML

from frontend.documents.offline_map import VENDOR
from frontend.documents.pdf import OwnFilesOnly, fonts
from geo.addresses import page_address
from geo.languages import text_in
from geo.models import Municipality
from zoning.clock import town_today
from zoning.models import Hearing, Landowner
from zoning.notices import days_of, last_moment
from zoning.owner_letters import title_of, why_of

ON_A_SHEET = 24  # labels of 70 × 37 mm, three beside each other


def letters_as_pdf(town: Municipality, hearing: Hearing, owners: Sequence[Landowner]) -> bytes:
    """One letter for each, in the language of its reader."""
    on = town_today()
    letters = [_letter(town, hearing, owner, on) for owner in owners]
    return letters_in_one(town, title_of(hearing, town.first_language), letters)


def letters_in_one(town: Municipality, title: str, letters: Sequence[dict[str, object]]) -> bytes:
    """Letters in their own languages, each beginning on a new page of one document."""
    language = town.first_language
    context = {
        "letters": letters,
        "language": language.partition("-")[0],
        "title": title,
        "town_name": town.name(language),
    }
    return _pdf("frontend/documents/landowner_letters.html", context)


def labels_as_pdf(town: Municipality, hearing: Hearing, owners: Sequence[Landowner]) -> bytes:
    """Sheets of labels, filled row by row in the order of the letters."""
    lines = [address_lines(owner) for owner in owners]
    context = {
        "sheets": [lines[start : start + ON_A_SHEET] for start in range(0, len(lines), ON_A_SHEET)],
        "language": town.first_language.partition("-")[0],
        "title": title_of(hearing, town.first_language),
    }
    return _pdf("frontend/documents/landowner_labels.html", context)


def address_lines(owner: Landowner) -> list[str]:
    """As the post wants it: name, street, postcode and place; a country in capitals, where it is another."""
    country = owner.country.upper() if owner.country.lower() not in ("", "suomi", "finland", "fi") else ""
    lines = [owner.name, owner.street, f"{owner.postcode} {owner.city}".strip(), country]
    return [line for line in lines if line]


def _letter(town: Municipality, hearing: Hearing, owner: Landowner, on: datetime.date) -> dict[str, object]:
    language, plan = owner.language, hearing.plan
    with translation.override(language):
        body = render_to_string(
            "frontend/documents/landowner_letter.html",
            {
                "town": town,
                "town_name": town.name(language),
                "to": address_lines(owner),
                "on": on,
                "title": title_of(hearing, language),
                "case_number": plan.case_number,
                "why": why_of(owner),
                "summary": text_in(plan.summary, language),
                "days": days_of(hearing),
                "office": text_in(hearing.office, language),
                "last_moment": last_moment(hearing),
                "hearing": hearing,
                "contact": text_in(plan.contact, language),
                "address": page_address(town, language, f"plans/{plan.slug}/"),
            },
        )
    return {"language": language.partition("-")[0], "body": body}


def _pdf(template: str, context: Mapping[str, object]) -> bytes:
    page = render_to_string(template, dict(context))
    source = HTML(string=page, base_url=VENDOR.as_uri() + "/", url_fetcher=OwnFilesOnly())
    document = source.render(font_config=fonts(), pdf_variant="pdf/ua-1", pdf_tags=True)
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return pdf
