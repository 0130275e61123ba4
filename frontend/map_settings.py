"""What a map island is told: where its tiles are, how far the town reaches, and what things are called."""

from __future__ import annotations

from typing import Any

from django.contrib.gis.db.models import Extent
from django.utils import timezone
from django.utils.translation import gettext as _

from frontend.pages import Page
from geo import crs
from geo.basemaps import BaseMap, base_maps_of
from geo.languages import text_in
from geo.models import Area, AreaSet, BoundaryPart, Municipality

FINLAND = (19.0, 59.4, 31.8, 70.2)
OWN_MAP = "own"


def map_settings(page: Page) -> dict[str, Any]:
    """The part that every map has; positions are longitude and latitude."""
    town = page.town
    assert town is not None
    return {
        "town": town.slug,
        "tiles": f"/tiles/{town.slug}",
        "bounds": town_bounds(town),
        "crs": f"EPSG:{drawn_in(town)}",
        "baseMaps": base_maps(town, page.language),
        "areaLayer": f"areas-{areas.kind}" if (areas := home_set(town)) else "areas",
        "areaNames": area_names(town, page.language),
    }


def stage_labels() -> dict[str, str]:
    return {
        "locating": _("Finding out where you are …"),
        "notLocated": _("Your position could not be found. You can search for a place instead."),
        "baseLost": _("The background map does not come just now. You see the map of the town."),
    }


def town_bounds(town: Municipality) -> list[float]:
    """West, south, east and north of the town, else of its areas, else of Finland."""
    extent = BoundaryPart.objects.filter(municipality=town).aggregate(extent=Extent("geom"))["extent"]
    if extent is None:
        extent = Area.objects.filter(municipality=town).aggregate(extent=Extent("geom"))["extent"]
    if extent is None:
        return list(FINLAND)
    west, south, east, north = extent
    # Meridians converge, so all four corners are asked.
    lon, lat = crs.to_wire([west, west, east, east], [south, north, south, north])
    return [float(value) for value in (lon.min(), lat.min(), lon.max(), lat.max())]


def drawn_in(town: Municipality) -> int:
    """In ETRS-TM35FIN where the first outside map is in metres. Pictures in a Gauss-Krüger zone are turned a degree or
    two by the browser; our own tiles would show a seam at each edge if they were turned instead."""
    outside = base_maps_of(town)
    return crs.STORAGE if outside and outside[0].code != crs.MERCATOR else crs.MERCATOR


def base_maps(town: Municipality, language: str) -> list[dict[str, Any]]:
    """The town's own layers first, then what is configured, through our own cache."""
    own = {"id": OWN_MAP, "name": _("Map of the town"), "credit": ""}
    return [own, *(_outside(town, base, language) for base in base_maps_of(town))]


def _outside(town: Municipality, base: BaseMap, language: str) -> dict[str, Any]:
    address = f"/basemap/{town.slug}/{base.id}"
    return {
        "id": base.id,
        "name": text_in(base.names, language) or _("Background map"),
        "state": address,
        "url": f"{address}/{{z}}/{{x}}/{{y}}",
        "credit": base.credit,
        "crs": base.crs,
        "origin": [base.frame.west, base.frame.north],
        "metresAPixel": base.frame.side / 256,
        "maxZoom": base.max_zoom,
    }


def home_set(town: Municipality) -> AreaSet | None:
    """The areas that people name as home: the set the town has chosen, else its first. Read once for a request."""
    known: dict[str, AreaSet | None] = town.__dict__.setdefault("_home_set", {})
    if "it" not in known:
        today = timezone.localdate()
        chosen = AreaSet.objects.valid_on(town, town.home_set, today) if town.home_set else None
        known["it"] = chosen or AreaSet.objects.of(town).valid(today).order_by("kind").first()
    return known["it"]


def home_areas(town: Municipality) -> list[Area]:
    """In the order of their codes, without their borders. Read once for a request: the town object lives as long."""
    known: dict[str, list[Area]] = town.__dict__.setdefault("_home_areas", {})
    if "them" not in known:
        area_set = home_set(town)
        known["them"] = list(area_set.areas.defer("geom").order_by("code")) if area_set else []
    return known["them"]


def area_names(town: Municipality, language: str) -> list[dict[str, Any]]:
    areas = home_areas(town)
    if not areas:
        return []
    lon, lat = crs.to_wire([area.label_point.x for area in areas], [area.label_point.y for area in areas])
    return [
        {"name": area.name(language), "lon": round(float(x), 5), "lat": round(float(y), 5)}
        for area, x, y in zip(areas, lon, lat, strict=True)
    ]
