"""A statement as a document for the archive: PDF/A-2a, so tagged and with its fonts, in the sender's language."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import translation

from zoning.hand_over import OnPaper


def statement_as_pdf(paper: OnPaper) -> bytes:
    from weasyprint import HTML  # takes a second to load

    from frontend.documents.offline_map import VENDOR
    from frontend.documents.pdf import OwnFilesOnly, fonts

    with translation.override(paper.statement.language):
        context = {
            "paper": paper,
            "said": paper.statement,
            "hash": bytes(paper.statement.chain_hash).hex(),
            "language": paper.statement.language.partition("-")[0],
            "plan_name": paper.statement.plan.name(paper.statement.language),
            "town_name": paper.town.name(paper.statement.language),
        }
        page = render_to_string("frontend/documents/statement.html", context)
    source = HTML(string=page, base_url=VENDOR.as_uri() + "/", url_fetcher=OwnFilesOnly())
    document = source.render(font_config=fonts(), pdf_variant="pdf/a-2a", pdf_tags=True)
    pdf: bytes = document.write_pdf(pdf_variant="pdf/a-2a", pdf_tags=True)
    return pdf
