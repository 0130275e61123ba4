"""Everything that the public can read: each address of the urlconf, the tiles, the variants that would show more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import mapbox_vector_tile
from django.test import Client

from delivery.models import RateBucket
from feedback_map.services import PlacedPin
from geo import crs
from tests.factories import SOUTH, WEST
from tests.permissions.routes import routes
from tests.permissions.world import World

Answer = tuple[int, tuple[tuple[str, str], ...], bytes]
# What is minted anew for each visitor: the token and the key of a form, and the cookie that goes with them.
MINTED = re.compile(rb'(name="(?:csrfmiddlewaretoken|key|idempotency_key|begun)" value="|"csrf": ?")[^"]*')
MINTED_HEADERS = {"Set-Cookie"}
STAFF_ONLY = ("/accounts/", "/desk")
API = "/api/v1/towns/kokeila"
OPEN311 = "/open311/v2/"
DOCUMENTS = ("sheet.pdf", "agenda.docx", "map.html", "poster")


def addresses_with(world: World, *, desk: bool = False) -> list[str]:
    """Every address that answers GET, filled from the world."""
    fills = {**world.values, "fmt": "json", "request_id": world.values["pin"]}
    found = []
    for route, methods in routes().items():
        if "GET" in methods and (desk or not any(part in route for part in STAFF_ONLY)):
            address = route
            for name, value in fills.items():
                address = address.replace(f"<{name}>", value)
            found.append(address + ("?jurisdiction_id=kokeila" if address.startswith(OPEN311) else ""))
    return found


def public_addresses(world: World, words: str, *, quick: bool = False) -> list[str]:
    """All of them, in all languages where it matters, and the variants in which a message would show.

    A quick run leaves out other languages, and documents that take long to make and are made of the same pages.
    """
    found = [address for address in addresses_with(world) if not (quick and address.endswith(DOCUMENTS))]
    for language in ("sv",) if quick else ("fi", "sv", "en", "fi-selko"):
        found += [f"/{language}/kokeila/", f"/{language}/kokeila/coverage", f"/{language}/kokeila/areas/district/W"]
    found += [f"{API}/pins?kind=feedback", f"{API}/pins?text={words}", f"{API}/pins?area=district/W&limit=1"]
    found += [f"{API}/pins?area=none", f"{API}/pins?bbox=27,61,28,62"]
    found += [f"/kokeila/?q={words}", "/kokeila/?kind=thanks", "/kokeila/areas/district/W?since=2020-01-01"]
    found += [f"{OPEN311}requests.xml?jurisdiction_id=kokeila", f"{OPEN311}services.xml?jurisdiction_id=kokeila"]
    return found


def addresses_of(placed: PlacedPin) -> list[str]:
    """Where the message itself would be, if it were public; for those who guess its id or its code."""
    code, own = placed.code.replace(" ", "%20"), f"/kokeila/pins/{placed.id}"
    return [
        f"{API}/pins/{placed.id}",
        own,
        f"{own}/report",
        f"{own}/updates.atom",
        f"/kokeila/find?code={code}",
        f"{API}/pins/by-code/{code}",
        f"{OPEN311}requests/{placed.id}.json?jurisdiction_id=kokeila",
    ]


def tiles_over(x: float, y: float, zooms: Iterable[int] = range(17)) -> list[str]:
    """The tiles of both pyramids over a point, from the whole world to a few houses."""
    merc_x, merc_y = (float(values[0]) for values in crs.transform([x], [y], crs.STORAGE, crs.MERCATOR))
    half = 20037508.342789244
    share = {
        "WebMercatorQuad": ((merc_x + half) / (2 * half), (half - merc_y) / (2 * half)),
        "ETRS-TM35FIN": ((x + 548576) / 2097152, (8388608 - y) / 2097152),
    }
    return [
        f"/tiles/kokeila/pins/{grid}/{z}/{int(across * 2**z)}/{int(down * 2**z)}.mvt"
        for grid, (across, down) in share.items()
        for z in zooms
    ]


def tiles() -> list[str]:
    return tiles_over(WEST + 5000, SOUTH + 5000)


def read(address: str, client: Client | None = None) -> Answer:
    response = (client or Client()).get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    headers = tuple(sorted((name, value) for name, value in response.items() if name not in MINTED_HEADERS))
    return response.status_code, headers, MINTED.sub(rb"\1", body)


def read_all(addresses: list[str], client: Client | None = None) -> dict[str, Answer]:
    """All of them, however often: the limit on documents is no answer to what was asked."""
    RateBucket.objects.all().delete()
    return {address: read(address, client) for address in addresses}


def features_in(answer: Answer) -> Iterator[dict[str, object]]:
    """What stands in a tile, decoded."""
    if answer[0] == 200 and answer[2]:
        for layer in mapbox_vector_tile.decode(answer[2]).values():
            yield from layer["features"]
