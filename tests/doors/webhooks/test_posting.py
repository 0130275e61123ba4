"""TRUST.md: an address that a subscriber gave leads into no network of ours (SSRF), whatever its name says when."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest

from doors.models import Webhook
from doors.webhooks.posting import NotAllowed, is_public, judged_address, post, target_of
from doors.webhooks.subscriptions import WebhookInput, make_webhook
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.doors.webhooks.subscriber import listening

PRIVATE = (
    "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1",
    "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::",
    "2001:db8::1", "fec0::1",
)  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_of_our_own_and_special_networks_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["193.166.3.2", "2001:708::1", "::ffff:193.166.3.2"])
def test_addresses_of_the_internet_are(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://example.fi/", "not_https"),
        ("ftp://example.fi/", "not_an_address"),
        ("file:///etc/passwd", "not_an_address"),
        ("https://", "not_an_address"),
        ("https://[::1", "not_an_address"),
        ("https://example.fi:99999/", "not_an_address"),
        ("https://user:secret@example.fi/", "has_password"),
        ("https://example.fi/a\r\nX-Evil: 1", "not_an_address"),
        ("https://esimerkki.fi\\@127.0.0.1/", "has_password"),
    ],
)
def test_what_is_no_plain_https_address_is_refused_before_any_look_up(address: str, code: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        target_of(address)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://2130706433/", "https://0x7f.1/",
        "https://0177.0.0.1/", "https://127.1/", "https://[::ffff:127.0.0.1]/", "https://0/",
    ],
)  # fmt: skip
def test_no_spelling_of_this_machine_is_posted_to(address: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        judged_address(target_of(address))
    assert refused.value.code in {"private_address", "unknown_host"}


def test_a_name_that_leads_to_a_public_and_a_private_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    # The network's answer is played, here and below: no name out there lies on demand. Nothing of ours is replaced.
    monkeypatch.setattr(socket, "getaddrinfo", _names({"kaksi.example": ["193.166.3.2", "10.0.0.5"]}))
    with pytest.raises(NotAllowed):
        judged_address(target_of("https://kaksi.example/"))


def test_the_connection_goes_to_the_address_that_was_judged_whatever_the_name_says_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """DNS rebinding: public when it is judged, this machine when it is connected to."""
    answers = iter([["193.166.3.2"], ["127.0.0.1"]])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_how: _found(next(answers)))
    gone_to: list[Any] = []

    def connect(where: tuple[str, int], *_rest: Any, **_how: Any) -> Any:
        gone_to.append(where)
        raise OSError("the test ends here")

    monkeypatch.setattr(socket, "create_connection", connect)
    assert post("https://vaihtuva.example/", b"{}", {}) == 0
    assert gone_to == [("193.166.3.2", 443)]


@pytest.mark.django_db
def test_a_subscription_to_a_private_address_is_not_made_and_the_reader_learns_why(town: Municipality) -> None:
    with listening() as here, pytest.raises(Refused) as refused:
        said = WebhookInput("Sisäverkko", here.address.replace("http:", "https:"), ["pin.published"])
        make_webhook(town=town, said=said)
    assert [(error.field, error.code) for error in refused.value.errors] == [("address", "private_address")]
    assert here.heard == []
    with in_town(town):
        assert not Webhook.objects.exists()


def test_a_town_may_let_webhooks_into_its_own_network(settings: Any) -> None:
    settings.WEBHOOKS_PRIVATE = True
    with listening() as here:
        assert post(here.address, b"{}", {"Content-Type": "application/json"}) == 200
    assert here.heard[0].headers["host"] == here.address.split("/")[2]


def test_an_answer_that_never_ends_is_left(settings: Any) -> None:
    settings.WEBHOOKS_PRIVATE = True
    silent = socket.create_server(("127.0.0.1", 0))
    try:
        assert post(f"http://127.0.0.1:{silent.getsockname()[1]}/", b"{}", {}, within_s=0.2) == 0
    finally:
        silent.close()


def _names(known: dict[str, list[str]]) -> Any:
    return lambda host, *_rest, **_how: _found(known[host])


def _found(addresses: list[str]) -> list[Any]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
