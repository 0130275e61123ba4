"""/sitemap.xml – the public pages of every town in each of its languages, with when they last changed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from budgeting.models import Round
from feedback_map.models import PublishedPin
from geo.models import Area, AreaSet, Municipality
from geo.tenancy import in_town
from zoning.clock import town_today
from zoning.models import PublishedPlan

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
PAGES = (
    *("", "coverage", "plans/", "budget/", "outcomes", "processes", "calendar", "places", "events", "initiatives"),
    *("about", "privacy", "accessibility"),
)
MOST = 50_000  # addresses in one map, as the protocol has it
MOST_PINS = 5_000


@dataclass(frozen=True)
class Address:
    """A page below its town, and when it changed, if that is known."""

    path: str
    changed: datetime.datetime | None = None


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    root = ElementTree.Element("urlset", xmlns=NAMESPACE)
    written = 0
    for town in Municipality.objects.filter(is_public=True).defer("boundary").order_by("slug"):
        for address in _addresses(town):
            for prefix in ("", *(f"/{code}" for code in town.languages[1:])):
                if written < MOST:
                    _write(root, f"{settings.SITE_ADDRESS}{prefix}/{town.slug}/{address.path}", address.changed)
                    written += 1
    body = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, content_type="application/xml", headers={"Cache-Control": "public, max-age=3600"})


def _write(root: ElementTree.Element, place: str, changed: datetime.datetime | None) -> None:
    one = ElementTree.SubElement(root, "url")
    ElementTree.SubElement(one, "loc").text = place
    if changed:
        ElementTree.SubElement(one, "lastmod").text = changed.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _addresses(town: Municipality) -> Iterator[Address]:
    yield from (Address(page) for page in PAGES)
    sets = AreaSet.objects.of(town).valid(town_today())
    for kind, code in Area.objects.filter(area_set__in=sets).values_list("area_set__kind", "code"):
        yield Address(f"areas/{kind}/{code}")
    for slug, changed in PublishedPlan.objects.of(town).values_list("slug", "updated_at"):
        yield Address(f"plans/{slug}/", changed)
    with in_town(town):
        rounds = list(Round.objects.of(town).published().values_list("slug", flat=True))
    yield from (Address(f"budget/{slug}/") for slug in rounds)
    newest = PublishedPin.objects.of(town).order_by("-received_at", "-pin_id")
    for public_id, received_at in newest.values_list("public_id", "received_at")[:MOST_PINS]:
        yield Address(f"pins/{public_id}", received_at)
