"""What there is to read of a plan: a published document, a scheme, and a version's picture."""

from __future__ import annotations

import datetime
import io

from PIL import Image

from tests.zoning.test_schemes import whole
from zoning.models import Plan, PlanVersion
from zoning.services import (
    DocumentFacts,
    SentFile,
    add_document,
    publish_document,
    publish_scheme,
    put_picture,
    write_scheme,
)


def plan_material(plan: Plan, version: PlanVersion) -> dict[str, str]:
    """The placeholders of routes that lead to it."""
    town, out = plan.municipality, io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, "PNG")
    put_picture(town=town, version=version, data=out.getvalue())
    facts = DocumentFacts("06", datetime.date(2026, 3, 2), {"fi": "Kaavaselostus"})
    document = add_document(town=town, plan=plan, facts=facts, file=SentFile("selostus.pdf", b"%PDF-1.7"))
    publish_document(town=town, document=document)
    scheme = publish_scheme(town=town, scheme=write_scheme(town=town, plan=plan, facts=whole()))
    return {"document": document.public_id, "number": str(scheme.number)}
