"""What a vote needs on paper: cards with codes to cut apart, and numbered ballots to mark and put into a box."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from budgeting.models import Round, RoundPhase
from budgeting.services.codes import PrintedSheet
from frontend.budget.offered import Choosable, Offered
from frontend.map_settings import home_areas
from frontend.qr import qr_image
from geo.addresses import page_address
from geo.languages import text_in
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import AgeBand

CARDS_ON_A_PAGE = 8
MOST_HOMES = 14  # as boxes to tick; where there are more, the part of the town is written


def code_cards_as_pdf(town: Municipality, printed: PrintedSheet) -> bytes:
    """Cards with a code each. Codes are nowhere else: who loses the paper makes a new sheet.

    The square of dots has the code behind a #, which browsers send to nobody, so that no log ever holds it.
    """
    with in_town(town):
        context = _cards(town, printed)
    return _pdf("frontend/documents/code_cards.html", context)


def _cards(town: Municipality, printed: PrintedSheet) -> dict[str, Any]:
    of, languages = printed.sheet.round, [code for code in town.languages if code in ("fi", "sv", "en")]
    address = page_address(town, town.first_language, f"budget/{of.slug}/vote")
    cards = [{"code": code, "qr": _square(f"{address}#c={code}")} for code in printed.codes]
    return {
        "language": town.first_language,
        "sheet": printed.sheet,
        "pages": [cards[start : start + CARDS_ON_A_PAGE] for start in range(0, len(cards), CARDS_ON_A_PAGE)],
        "title": of.name(town.first_language),
        "town_name": town.name(town.first_language),
        "address": _readable(address),
        "last_day": _last_day(of),
        "languages": languages or [town.first_language],
    }


def ballots_as_pdf(town: Municipality, offered: Offered, numbers: Sequence[str]) -> bytes:
    """The same ballot under each number, each beginning on a new page, in the language of what is offered."""
    with in_town(town):
        context = _ballot(town, offered)
    with translation.override(offered.language):
        return _pdf("frontend/documents/paper_ballots.html", {**context, "numbers": numbers})


def _ballot(town: Municipality, offered: Offered) -> dict[str, Any]:
    of, language = offered.round, offered.language
    homes = [area.name(language) for area in home_areas(town)]
    with translation.override(language):
        return {
            "language": language.partition("-")[0],
            "round": of,
            "offered": offered,
            "groups": list(_by_purse(offered)),
            "title": of.name(language),
            "town_name": town.name(language),
            "desk": text_in(town.desk, language),
            "last_day": _last_day(of),
            "ages": [str(band.label) for band in AgeBand],
            "homes": homes if len(homes) <= MOST_HOMES else [],
        }


def _by_purse(offered: Offered) -> Iterator[tuple[str, int, list[Choosable]]]:
    for purse in offered.purses:
        rows = [one for one in offered.choices if one.pot == purse.code]
        if rows:
            yield purse.title, purse.money_cents, rows


def _last_day(of: Round) -> Any:
    votes = of.phases.filter(kind=RoundPhase.Kind.VOTE, ends_on__isnull=False).order_by("-ends_on")
    return votes.values_list("ends_on", flat=True).first()


def _square(text: str) -> str:
    """As a picture of few points: hundreds of them in one file are drawn in a moment, which paths are not."""
    picture = io.BytesIO()
    qr_image(text).save(picture, "PNG")
    return "data:image/png;base64," + base64.b64encode(picture.getvalue()).decode()


def _readable(address: str) -> str:
    return address.removeprefix("https://").removeprefix("http://")


def _pdf(template: str, context: Mapping[str, object]) -> bytes:
    from weasyprint import HTML  # takes a second to load

    from frontend.documents.offline_map import VENDOR
    from frontend.documents.pdf import OwnFilesOnly, fonts

    page = render_to_string(template, dict(context))
    source = HTML(string=page, base_url=VENDOR.as_uri() + "/", url_fetcher=OwnFilesOnly())
    document = source.render(font_config=fonts(), pdf_variant="pdf/ua-1", pdf_tags=True)
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return pdf
