"""A town's categories as Open311 services, and their questions as attributes."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from feedback_map.models import Category
from feedback_map.open311.wire import Open311Error, Record
from geo.languages import text_in
from geo.models import Municipality

PLACE_NEEDED, PLACE_WELCOME = "coords", "coords_or_address"


def service_records(town: Municipality, language: str) -> list[Record]:
    return [_service(category, language) for category in _categories(town)]


def service_definition(town: Municipality, code: str, language: str) -> Record:
    category = service_of(town, code)
    return {
        "service_code": category.code,
        "attributes": [_attribute(question, language, n) for n, question in enumerate(category.questions, start=1)],
    }


def service_of(town: Municipality, code: str) -> Category:
    category = _categories(town).filter(code=code[:60]).first()
    if category is None:
        raise Open311Error(404, "service_code provided was not found")
    return category


def discovery(request: HttpRequest) -> Record:
    """Where the endpoint is and what it speaks (wiki.open311.org/Service_Discovery)."""
    base = request.build_absolute_uri("/open311/v2")
    return {
        "changeset": "2026-11-22T00:00:00Z",
        "contact": request.build_absolute_uri("/"),
        "key_service": request.build_absolute_uri("/"),
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": base,
                "changeset": "2026-11-22T00:00:00Z",
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }


def _categories(town: Municipality) -> QuerySet[Category]:
    return Category.objects.filter(municipality=town, is_active=True)


def _service(category: Category, language: str) -> Record:
    return {
        "service_code": category.code,
        "service_name": category.name(language),
        "description": text_in(category.stop_text, language),
        "metadata": bool(category.questions),
        "type": "realtime",
        "keywords": "",
        "group": text_in(category.group, language),
        "location_req": PLACE_NEEDED if category.needs_place else PLACE_WELCOME,
    }


def _attribute(question: dict[str, Any], language: str, order: int) -> Record:
    values = question.get("values") or []
    return {
        "variable": True,
        "code": question["code"],
        "datatype": question.get("datatype", "string"),
        "required": bool(question.get("required")),
        "datatype_description": "",
        "order": order,
        "description": text_in(question.get("names", {}), language) or question["code"],
        "values": [
            {"key": each["key"], "name": text_in(each.get("names", {}), language) or each["key"]} for each in values
        ],
    }
