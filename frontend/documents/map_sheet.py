"""A map sheet to draw upon, and its forms: one page of map, then a page of form for each person. Read in grey too."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from weasyprint import HTML

from feedback_map.map_sheets import COLUMNS, frame_of
from feedback_map.models import Kind, MapSheet
from frontend.documents.offline_map import VENDOR
from frontend.documents.pdf import OwnFilesOnly, fonts
from frontend.map_settings import home_areas
from frontend.qr import qr_path
from frontend.sheet_map import BAND_MM, scale_bar, sheet_svg
from geo.addresses import page_address
from geo.languages import text_in
from participation.models import AgeBand, ResidentType

# Width and height of the paper and where the frame begins, in millimetres.
PAPERS = {
    ("A4", "portrait"): (210.0, 297.0, 52.0),
    ("A4", "landscape"): (297.0, 210.0, 51.0),
    ("A3", "portrait"): (297.0, 420.0, 56.0),
    ("A3", "landscape"): (420.0, 297.0, 56.0),
}
MARKS_ON_A_FORM = 5
MOST_HOMES = 14  # as boxes to tick; where there are more, the part of the town is written


def map_sheet_as_pdf(sheet: MapSheet) -> bytes:
    """The PDF, in the sheet's own language, tagged (PDF/UA-1)."""
    with translation.override(sheet.language):
        page = render_to_string("frontend/documents/map_sheet.html", _words(sheet))
    source = HTML(string=page, base_url=VENDOR.as_uri() + "/", url_fetcher=OwnFilesOnly())
    document = source.render(font_config=fonts(), pdf_variant="pdf/ua-1", pdf_tags=True)
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return pdf


def _words(sheet: MapSheet) -> dict[str, object]:
    town, language = sheet.municipality, sheet.language
    homes = [area.name(language) for area in home_areas(town)]
    return {
        "sheet": sheet,
        "language": language.partition("-")[0],
        "town": town,
        "town_name": town.name(language),
        "desk": text_in(town.desk, language),
        "event": sheet.event.name(language) if sheet.event else "",
        "process": sheet.process.name(language) if sheet.process else "",
        "forms": [{"letter": COLUMNS[number], "rows": range(1, MARKS_ON_A_FORM + 1)} for number in range(sheet.forms)],
        "kinds": [str(kind.label) for kind in Kind],
        "ages": [str(band.label) for band in AgeBand],
        "ties": [str(tie.label) for tie in ResidentType],
        "homes": homes if len(homes) <= MOST_HOMES else [],
        "privacy": page_address(town, language, "privacy").removeprefix("https://").removeprefix("http://"),
        **_map(sheet),
    }


def _map(sheet: MapSheet) -> dict[str, Any]:
    """The drawing and where its parts stand, in millimetres. The numbers of CSS have points, whatever the language."""
    frame = frame_of(sheet.paper, sheet.orientation)
    width, height, top = PAPERS[sheet.paper, sheet.orientation]
    code = qr_path(page_address(sheet.municipality, sheet.language, f"sheets/{sheet.public_id}"))
    box = f"0 0 {code.size} {code.size}"
    square = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='{box}'><path d='{code.path}'/></svg>"
    bar, distance = scale_bar(sheet)
    left = (width - frame.width_mm) / 2
    return {
        "picture": "data:image/svg+xml;base64," + base64.b64encode(sheet_svg(sheet).encode()).decode(),
        "says": _("Map of %(title)s with a grid of numbered squares") % {"title": sheet.title},
        "qr": "data:image/svg+xml," + quote(square),
        "mm": {
            "width": f"{width:g}",
            "height": f"{height:g}",
            "inset": f"{left - BAND_MM:g}",
            "frame_left": f"{left:g}",
            "frame_width": f"{frame.width_mm:g}",
            "map_top": f"{top - BAND_MM:g}",
            "map_width": f"{frame.width_mm + 2 * BAND_MM:g}",
            "map_height": f"{frame.height_mm + 2 * BAND_MM:g}",
            "foot": f"{top + frame.height_mm + BAND_MM + 1:g}",
            "bar": f"{bar:.2f}",
        },
        "distance": distance,
        "scale": f"{sheet.scale:,}".replace(",", "\u00a0"),
    }
