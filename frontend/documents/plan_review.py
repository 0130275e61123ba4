"""The yearly planning review on paper: tagged for screen readers (PDF/UA-1), in a language, with a title."""

from __future__ import annotations

import base64

from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import HTML

from frontend.documents.offline_map import VENDOR
from frontend.documents.pdf import OwnFilesOnly, fonts
from frontend.review_map import groups_of, review_map
from geo.models import Municipality
from zoning.reviewing import Review


def review_as_pdf(town: Municipality, review: Review, language: str, address: str) -> bytes:
    with translation.override(language):
        drawn = review_map(review, language)
        context = {
            "language": language.partition("-")[0],
            "town_name": town.name(language),
            "review": review,
            "plan_language": language,
            "groups": groups_of(review),
            "map": drawn,
            "picture": _inline(str(drawn.svg)) if drawn else "",
            "address": address,
        }
        page = render_to_string("frontend/documents/plan_review.html", context)
    source = HTML(string=page, base_url=VENDOR.as_uri() + "/", url_fetcher=OwnFilesOnly())
    document = source.render(font_config=fonts(), pdf_variant="pdf/ua-1", pdf_tags=True)
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return pdf


def _inline(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
