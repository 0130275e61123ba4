"""A2: a cache between the service and its visitors never gives one person's page to another.

The proxy here keeps whatever it is not told to leave alone, which is more than real ones do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from delivery.models import RateBucket
from tests.permissions.world import World, make_world
from tests.trust.reading import MINTED, addresses_with


@dataclass
class CachingProxy:
    """Keeps answers by address, and by the headers that they vary on; `no-store` and `private` ones not at all."""

    kept: dict[str, list[tuple[dict[str, str], int, bytes]]] = field(default_factory=dict)

    def get(self, client: Client, address: str) -> tuple[int, bytes]:
        sent = {
            "cookie": client.cookies.output(header="", sep=";"),
            "accept-language": "fi",
            "accept": "",
            "origin": "",
        }
        for varied, status, body in self.kept.get(address, []):
            if all(sent.get(name, "") == value for name, value in varied.items()):
                return status, body
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        if self._may_keep(response):
            names = [name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()]
            self.kept.setdefault(address, []).append(
                ({name: sent.get(name, "") for name in names}, response.status_code, body)
            )
        return response.status_code, body

    @staticmethod
    def _may_keep(response: Any) -> bool:
        told = response.get("Cache-Control", "").lower()
        return not any(word in told for word in ("no-store", "private", "no-cache"))


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.mark.parametrize("who", ["admin", "moderator"])
def test_what_staff_read_through_a_cache_is_never_given_to_others(world: World, who: str) -> None:
    proxy, staff, visitor = CachingProxy(), world.client(who), Client()
    private = world.phases["private pin"]["pin"]
    addresses = [*addresses_with(world, desk=True), f"/kokeila/pins/{private}", "/kokeila/desk/?show=waiting"]
    addresses = [address for address in addresses if not address.startswith("/accounts/")]
    for address in addresses:
        proxy.get(staff, address)
    RateBucket.objects.all().delete()
    wrong = []
    for address in addresses:
        status, body = proxy.get(visitor, address)
        direct = Client().get(address)
        plain = b"".join(direct.streaming_content) if direct.streaming else direct.content  # type: ignore[attr-defined]
        if (status, MINTED.sub(rb"\1", body)) != (direct.status_code, MINTED.sub(rb"\1", plain)):
            wrong.append(address)
    assert wrong == []
    assert len(proxy.kept) > 10


def test_the_desk_and_private_pages_may_be_kept_by_nobody(world: World) -> None:
    staff = world.client("admin")
    kept = []
    for address in addresses_with(world, desk=True):
        response = staff.get(address)
        if "/desk" in address and response.status_code == 200:
            told = response.get("Cache-Control", "")
            kept += [address] if "private" not in told or "no-store" not in told else []
    assert kept == []
