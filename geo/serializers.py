"""The wire shapes of geography: what a town, an area set, an area and a place look like from outside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from rest_framework import serializers
from shapely.geometry.base import BaseGeometry

from geo import crs
from geo.models import Area, AreaSet, Municipality

DECIMALS = 7  # of a degree: one centimetre
SIMPLIFIED_M = 25.0

Shape = dict[str, Any] | None


def shapes(wkbs: Sequence[bytes | memoryview | None], *, tolerance_m: float = 0.0) -> list[Shape]:
    """GeoJSON geometries in degrees of stored ones. Neighbours that are simplified together share their border."""
    stored = shapely.from_wkb(np.array([None if wkb is None else bytes(wkb) for wkb in wkbs], dtype=object))
    if tolerance_m:
        stored = shapely.coverage_simplify(stored, tolerance_m)
    return [None if one is None else _shape(one) for one in crs.reproject_all(stored, crs.STORAGE, crs.WIRE)]


def wire_shape(geometry: BaseGeometry | None) -> Shape:
    """One stored geometry as GeoJSON."""
    if geometry is None:
        return None
    if isinstance(geometry, shapely.Point):
        return _point(*crs.point_to_wire(geometry.x, geometry.y))
    return _shape(crs.wire_geometry(geometry))


def _shape(geometry: Any) -> dict[str, Any]:
    if geometry.geom_type == "Point":
        return _point(geometry.x, geometry.y)
    rounded = shapely.transform(geometry, lambda xy: np.round(xy, DECIMALS))
    return dict(shapely.geometry.mapping(rounded))


def _point(x: float, y: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [round(x, DECIMALS), round(y, DECIMALS)]}


def bounds(geometry: Any) -> list[float] | None:
    """West, south, east, north in degrees of a stored geometry (its five corners suffice)."""
    if geometry is None:
        return None
    box = crs.wire_geometry(shapely.box(*geometry.extent).segmentize(5_000))
    return [round(number, DECIMALS) for number in box.bounds]


def town_record(town: Municipality, extent: Any = None) -> dict[str, Any]:
    return {
        "slug": town.slug,
        "code": town.code,
        "names": town.names,
        "languages": town.languages,
        "home_set": town.home_set,
        "phone": town.phone,
        "email": town.email,
        "website": town.website,
        "desk": town.desk,
        "is_demo": town.is_demo,
        "bbox": bounds(extent),
    }


def set_record(area_set: AreaSet, areas: int) -> dict[str, Any]:
    return {
        "set": area_set.kind,
        "names": area_set.names,
        "member_term": area_set.member_term,
        "source": area_set.source,
        "licence": area_set.licence,
        "illustrative": area_set.illustrative,
        "valid_from": area_set.valid_from.isoformat(),
        "valid_to": area_set.valid_to and area_set.valid_to.isoformat(),
        "areas": areas,
    }


def area_feature(area: Area, kind: str, shape: Shape) -> dict[str, Any]:
    longitude, latitude = crs.to_wire(area.label_point.x, area.label_point.y)
    parent = area.parent
    return {
        "type": "Feature",
        "id": f"{kind}/{area.code}",
        "geometry": shape,
        "properties": {
            "set": kind,
            "code": area.code,
            "names": area.names,
            "parent": parent and {"set": parent.area_set.kind, "area": parent.code},
            "label": [round(float(longitude), DECIMALS), round(float(latitude), DECIMALS)],
        },
    }


def collection(features: list[dict[str, Any]], matched: int, following: str | None) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": features,
        "numberMatched": matched,
        "numberReturned": len(features),
        "next": following,
    }


# ── The same shapes, for the OpenAPI description ───────────────────────────────────────────────────────────────────


class NamesField(serializers.DictField):
    """Texts by language code."""

    child = serializers.CharField()


class GeometryField(serializers.JSONField):
    """A GeoJSON geometry in longitude and latitude; null where there is no place."""


class TownSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    code = serializers.CharField(help_text="national municipality code", allow_blank=True)
    names = NamesField()
    languages = serializers.ListField(child=serializers.CharField())
    home_set = serializers.CharField(
        help_text="the area set from which people choose where they live", allow_blank=True
    )
    phone = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)
    website = serializers.CharField(allow_blank=True)
    desk = NamesField(help_text="where a person helps")
    is_demo = serializers.BooleanField()
    bbox = serializers.ListField(child=serializers.FloatField(), min_length=4, max_length=4, allow_null=True)


class TownListSerializer(serializers.Serializer[Any]):
    towns = TownSerializer(many=True)
    numberMatched = serializers.IntegerField()  # noqa: N815  the standard's spelling
    numberReturned = serializers.IntegerField()  # noqa: N815  the standard's spelling
    next = serializers.CharField(allow_null=True)


class AreaSetSerializer(serializers.Serializer[Any]):
    set = serializers.CharField(help_text="its kind, as addresses name it")
    names = NamesField()
    member_term = NamesField(help_text="what one member is called")
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    licence = serializers.CharField(allow_blank=True)
    illustrative = serializers.BooleanField(help_text="drawn by us, not official")
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True, help_text="the first day on which it is no longer valid")
    areas = serializers.IntegerField(help_text="how many")


class AreaSetListSerializer(serializers.Serializer[Any]):
    area_sets = AreaSetSerializer(many=True)
    numberMatched = serializers.IntegerField()  # noqa: N815  the standard's spelling
    numberReturned = serializers.IntegerField()  # noqa: N815  the standard's spelling
    next = serializers.CharField(allow_null=True)


class AreaNameSerializer(serializers.Serializer[Any]):
    set = serializers.CharField()
    area = serializers.CharField(help_text="its code")


class AreaPropertiesSerializer(serializers.Serializer[Any]):
    set = serializers.CharField()
    code = serializers.CharField()
    names = NamesField()
    parent = AreaNameSerializer(allow_null=True)
    label = serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)  # type: ignore[assignment]


class AreaSerializer(serializers.Serializer[Any]):
    type = serializers.CharField(help_text="Feature")
    id = serializers.CharField()
    geometry = GeometryField(allow_null=True)
    properties = AreaPropertiesSerializer()


class PlacePropertiesSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    source = serializers.ChoiceField(["place", "place_name", "area", "address"])  # type: ignore[assignment]
    kind = serializers.CharField(help_text="of places and names as the town keeps them; of an area its set")
    kind_name = serializers.CharField(help_text="in the reader's language", allow_blank=True)
    code = serializers.CharField(allow_null=True)
    address = serializers.CharField(allow_blank=True)


class PlaceSerializer(serializers.Serializer[Any]):
    type = serializers.CharField(help_text="Feature")
    geometry = GeometryField()
    properties = PlacePropertiesSerializer()


class CollectionSerializer(serializers.Serializer[Any]):
    type = serializers.CharField(help_text="FeatureCollection")
    numberMatched = serializers.IntegerField(help_text="exactly how many there are in all")  # noqa: N815  the standard's spelling
    numberReturned = serializers.IntegerField()  # noqa: N815  the standard's spelling
    next = serializers.CharField(allow_null=True, help_text="the address of the next page; null on the last one")


class AreaCollectionSerializer(CollectionSerializer):
    features = AreaSerializer(many=True)


class PlaceCollectionSerializer(CollectionSerializer):
    features = PlaceSerializer(many=True)


class FieldErrorSerializer(serializers.Serializer[Any]):
    field = serializers.CharField(help_text="which field or parameter; empty for the whole", allow_blank=True)
    code = serializers.CharField(help_text="for programs")
    detail = serializers.CharField(help_text="for people, in the language asked for")


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = FieldErrorSerializer(many=True)  # type: ignore[assignment]


def problems(*more: int) -> dict[tuple[int, str], type[ProblemSerializer]]:
    """Which refusals an address may give, for its description."""
    return {(status, "application/problem+json"): ProblemSerializer for status in (400, 404, 406, *more, 503)}
