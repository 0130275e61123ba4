"""Holes and overlaps of the rules, drawn: an SVG for a page or a file, and GeoJSON for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import shapely
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from feedback_map.ownership.checking import Finding
from geo.models import Municipality
from geo.serializers import wire_shape

PIXELS = 640
LOOKS = {True: ("ownership__hole", "8 0"), False: ("ownership__overlap", "5 3")}


def ownership_svg(town: Municipality, findings: Sequence[Finding]) -> SafeString:
    """The town's outline with each finding upon it, numbered as in the table beside it."""
    outline = _outline(town)
    drawn = [(number, found) for number, found in enumerate(findings, 1) if found.geometry is not None]
    if outline is None or not drawn:
        return SafeString("")
    west, south, east, north = outline.bounds
    unit = max(east - west, north - south) / PIXELS
    margin = 12 * unit
    frame = " ".join(
        f"{value:.0f}"
        for value in (west - margin, -north - margin, east - west + 2 * margin, north - south + 2 * margin)
    )
    said = _("Holes and overlaps of the rules, numbered as in the table.")
    return format_html(
        '<svg class="ownership" xmlns="http://www.w3.org/2000/svg" viewBox="{}" role="img" '
        'aria-labelledby="ownership-said">'
        '<title id="ownership-said">{}</title><path class="ownership__town" fill="#f3f1ea" stroke="#5b6470" '
        'stroke-width="{}" fill-rule="evenodd" d="{}"/>{}{}</svg>',
        frame,
        said,
        f"{1.5 * unit:.1f}",
        _path(outline, unit),
        format_html_join("", "{}", ((_shape(found, unit),) for _number, found in drawn)),
        format_html_join("", "{}", ((_number_at(number, found, unit),) for number, found in drawn)),
    )


def ownership_geojson(findings: Sequence[Finding], told: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Each finding as a feature; those about messages without a place have no geometry."""
    features = [
        {
            "type": "Feature",
            "geometry": None if found.geometry is None else wire_shape(found.geometry),
            "properties": properties,
        }
        for found, properties in zip(findings, told, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def _outline(town: Municipality) -> BaseGeometry | None:
    boundary = Municipality.objects.values_list("boundary", flat=True).get(pk=town.pk)
    return None if boundary is None else shapely.from_wkb(bytes(boundary.wkb))


def _shape(found: Finding, unit: float) -> SafeString:
    name, dashes = LOOKS[found.is_hole]
    fill, stroke = ("#b3261e", "#7c1410") if found.is_hole else ("#d98c00", "#7a4b00")
    return format_html(
        '<path class="{}" fill="{}" fill-opacity="0.45" stroke="{}" stroke-width="{}" stroke-dasharray="{}" '
        'fill-rule="evenodd" d="{}"/>',
        name,
        fill,
        stroke,
        f"{2 * unit:.1f}",
        " ".join(f"{float(dash) * unit:.1f}" for dash in dashes.split()),
        _path(found.geometry, unit),
    )


def _number_at(number: int, found: Finding, unit: float) -> SafeString:
    assert found.geometry is not None
    inside = found.geometry.representative_point()
    return format_html(
        '<text x="{}" y="{}" font-size="{}" font-weight="700" text-anchor="middle" paint-order="stroke" stroke="#fff" '
        'stroke-width="{}" fill="#1b1b1b">{}</text>',
        f"{inside.x:.0f}",
        f"{-inside.y:.0f}",
        f"{18 * unit:.0f}",
        f"{4 * unit:.0f}",
        number,
    )


def _path(shape: BaseGeometry | None, unit: float) -> str:
    """The outline in whole metres, y downwards, without what is finer than a pixel; never nothing at all."""
    if shape is None:
        return ""
    thin = shapely.simplify(shape, unit, preserve_topology=True)
    parts = thin if not thin.is_empty else shape
    rings = [ring for polygon in shapely.get_parts(parts) for ring in (polygon.exterior, *polygon.interiors)]
    return "".join(f"M{_corners(ring)}Z" for ring in rings)


def _corners(ring: BaseGeometry) -> str:
    return "L".join(f"{x:.0f} {-y:.0f}" for x, y in shapely.get_coordinates(ring)[:-1])
