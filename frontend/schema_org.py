"""What search engines read on a page (schema.org): meeting places, events, initiatives, and whose service it is."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString

from doors.ogc.schema_org import as_script
from feedback_map.models import PublishedInitiative
from geo import crs
from geo.addresses import page_address
from geo.languages import text_in
from geo.models import Municipality, Place
from participation.models import Event

CONTEXT = {"@context": "https://schema.org"}
Told = dict[str, Any]


def place_ld(town: Municipality, language: str, place: Place) -> SafeString:
    return as_script({**CONTEXT, **_place(town, language, place)})


def event_ld(town: Municipality, language: str, event: Event) -> SafeString:
    status = "EventCancelled" if event.called_off_at else "EventScheduled"
    told: Told = {
        "@type": "Event",
        "name": event.name(language),
        "startDate": event.starts_at.isoformat(),
        "endDate": event.ends_at.isoformat() if event.ends_at else None,
        "eventStatus": f"https://schema.org/{status}",
        "description": text_in(event.texts, language),
        "url": page_address(town, language, f"events/{event.code}"),
        "organizer": {"@type": "Organization", "name": event.organiser or town.name(language)},
        "location": _where(town, language, event),
        "maximumAttendeeCapacity": event.most_people,
        "isAccessibleForFree": True,
    }
    return as_script({**CONTEXT, **_known(told)})


def initiative_ld(town: Municipality, found: PublishedInitiative) -> SafeString:
    told: Told = {
        "@type": "CreativeWork",
        "name": found.title,
        "text": found.text,
        "inLanguage": found.language,
        "datePublished": found.published_at.date().isoformat(),
        "dateModified": found.changed_at.date().isoformat(),
        "url": page_address(town, town.first_language, f"initiatives/{found.public_id}"),
        "author": {"@type": "Person", "name": found.maker} if found.maker else None,
    }
    return as_script({**CONTEXT, **_known(told)})


def town_ld(town: Municipality, language: str) -> SafeString:
    """The service itself, and the town whose it is."""
    owner: Told = {
        "@type": "GovernmentOrganization",
        "name": town.name(language),
        "url": town.website,
        "telephone": town.phone,
        "email": town.email,
    }
    told = {
        "@type": "WebSite",
        "name": f"Kuuluvuus – {town.name(language)}",
        "url": page_address(town, language),
        "inLanguage": town.languages,
        "publisher": _known(owner),
    }
    return as_script({**CONTEXT, **told})


def _place(town: Municipality, language: str, place: Place) -> Told:
    told: Told = {
        "@type": "Place",
        "name": place.name(language),
        "url": page_address(town, language, f"places/{place.code}"),
        "description": text_in(place.texts, language),
        "address": place.address,
        "telephone": place.phone,
        "geo": _spot(place.point.x, place.point.y),
        "isAccessibleForFree": place.is_free,
        "publicAccess": place.open_to != Place.OpenTo.MEMBERS,
        "maximumAttendeeCapacity": place.capacity,
    }
    if place.floor_area_m2:
        told["floorSize"] = {"@type": "QuantitativeValue", "value": place.floor_area_m2, "unitCode": "MTK"}
    return _known(told)


def _where(town: Municipality, language: str, event: Event) -> Told | None:
    if event.place is not None:
        return _place(town, language, event.place)
    return {"@type": "Place", "geo": _spot(event.point.x, event.point.y)} if event.point else None


def _spot(x: float, y: float) -> Told:
    longitude, latitude = crs.to_wire(x, y)
    position = {"latitude": round(float(latitude), 6), "longitude": round(float(longitude), 6)}
    return {"@type": "GeoCoordinates", **position}


def _known(told: Told) -> Told:
    return {name: value for name, value in told.items() if value not in (None, "")}
