"""What search engines read on a collection's page: schema.org's Dataset."""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from doors.ogc.layers import Layer


def schema_org(layer: Layer, record: dict[str, Any]) -> SafeString:
    """JSON-LD that is safe inside a page: no sign in it can end the element that it stands in."""
    address = next(link["href"] for link in record["links"] if link["rel"] == "alternate")
    items = [link for link in record["links"] if link["rel"] == "items"]
    told: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": record["title"],
        "description": record["description"],
        "url": address,
        "identifier": record["id"],
        "license": record["license"],
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": layer.town.name("fi")},
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": one["type"], "contentUrl": one["href"]} for one in items
        ],
    }
    if "updated" in record:
        told["dateModified"] = record["updated"]
    if box := record.get("extent", {}).get("spatial", {}).get("bbox"):
        west, south, east, north = box[0]
        shape = {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}
        told["spatialCoverage"] = {"@type": "Place", "geo": shape}
    return as_script(told)


def as_script(told: dict[str, Any]) -> SafeString:
    """JSON that is safe inside a script element: the three signs that mean something in a page become numbers."""
    text = json.dumps(told, ensure_ascii=False)
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return mark_safe(safe)  # noqa: S308  the three signs that mean something in a page are written as numbers
