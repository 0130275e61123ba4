"""Posting to an address that a subscriber gave: never into our own network, never led on, never for long.

The name is looked up once and the connection goes to the very address that was judged, so that a name that changes
between the two (DNS rebinding) leads nowhere else.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from geo.outside import USER_AGENT

WITHIN_S = 15.0
MOST_BYTES = 65_536
_PORTS = {"https": 443, "http": 80}
# Addresses that carry another one inside: what is inside would have to be judged, and nobody is reached so
_WRAPPERS = tuple(ipaddress.ip_network(text) for text in ("64:ff9b::/96", "2002::/16", "2001::/32"))
_GIVEN_OUT = ipaddress.ip_network("2000::/3")  # all that registries give to anybody
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotAllowed(ValueError):
    """An address to which we do not post, with a code for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Target:
    """Where a post goes: the host that is spoken to, and what is asked of it."""

    scheme: str
    host: str
    port: int
    path: str


def target_of(address: str) -> Target:
    """The parts of an address, or NotAllowed. Looks nothing up."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise NotAllowed("not_an_address") from None
    if parts.scheme not in _PORTS or not parts.hostname or not parts.hostname.isascii():
        raise NotAllowed("not_an_address")
    if parts.username is not None or parts.password is not None:
        raise NotAllowed("has_password")
    if any(letter <= " " or letter == "\x7f" for letter in address):
        raise NotAllowed("not_an_address")
    if parts.scheme != "https" and not settings.WEBHOOKS_PRIVATE:
        raise NotAllowed("not_https")
    query = f"?{parts.query}" if parts.query else ""
    return Target(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], (parts.path or "/") + query)


def is_public(address: Address) -> bool:
    """Whether an address is out in the internet, and not of this machine, its network or something special."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address not in _GIVEN_OUT or any(address in network for network in _WRAPPERS):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def judged_address(target: Target) -> str:
    """The address of a host's name, or NotAllowed when any of its addresses is one to which we do not post."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotAllowed("unknown_host") from None
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not addresses:
        raise NotAllowed("unknown_host")
    if not settings.WEBHOOKS_PRIVATE and not all(is_public(address) for address in addresses):
        raise NotAllowed("private_address")
    return str(addresses[0])


def post(address: str, body: bytes, headers: Mapping[str, str], within_s: float = WITHIN_S) -> int:
    """The status of the answer; 0 when there was none. NotAllowed before anything is sent."""
    target = target_of(address)
    connection = _connection(target, judged_address(target), within_s)
    until = time.monotonic() + within_s
    try:
        sent = {"User-Agent": USER_AGENT, "Host": _host(target), "Connection": "close", **headers}
        connection.request("POST", target.path, body, sent)
        answer = connection.getresponse()
        _read(answer, until)
        return answer.status
    except (OSError, http.client.HTTPException, ValueError):
        return 0
    finally:
        connection.close()


def _connection(target: Target, address: str, within_s: float) -> http.client.HTTPConnection:
    if target.scheme == "http":
        return http.client.HTTPConnection(address, target.port, timeout=within_s)
    return _NamedHTTPS(target, address, within_s)


class _NamedHTTPS(http.client.HTTPSConnection):
    """Connects to an address, and has the certificate be the name's."""

    def __init__(self, target: Target, address: str, within_s: float) -> None:
        self._trusting = ssl.create_default_context()
        super().__init__(target.host, target.port, timeout=within_s, context=self._trusting)
        self._name, self._address = target.host, address

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self.timeout)
        try:
            self.sock = self._trusting.wrap_socket(plain, server_hostname=self._name)
        except BaseException:
            plain.close()
            raise


def _host(target: Target) -> str:
    name = f"[{target.host}]" if ":" in target.host else target.host
    return name if target.port == _PORTS[target.scheme] else f"{name}:{target.port}"


def _read(answer: http.client.HTTPResponse, until: float) -> None:
    """A little of the answer is taken and thrown away; one that drips must not hold the worker."""
    taken = 0
    while taken < MOST_BYTES and time.monotonic() < until:
        piece = answer.read1(8_192)
        if not piece:
            return
        taken += len(piece)
