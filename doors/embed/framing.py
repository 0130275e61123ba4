"""Who may frame an embed: the origins that the town has named, and nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from geo.models import Municipality
from geo.refusals import FieldError, Refused

MOST = 20
_HOST = re.compile(r"(?:\*\.)?[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9](?:[a-z0-9-]{0,62})){0,9}", re.ASCII)
_LOOPBACK = frozenset({"localhost", "127.0.0.1"})


def policy(town: Municipality, *, runs: bool = False) -> str:
    """The embed's own Content-Security-Policy: pictures and styles of ours; our own scripts only where a map runs."""
    framers = " ".join(town.embed_origins) or "'none'"
    scripts = "; script-src 'self'; connect-src 'self'" if runs else ""
    rest = "style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
    return f"default-src 'none'{scripts}; {rest}; frame-ancestors {framers}"


def allow_framing(*, town: Municipality, origins: Iterable[str]) -> list[str]:
    """Keep the origins that may frame the town's embeds, in place of those before. Raises Refused."""
    said = [text.strip() for text in origins if text.strip()]
    kept = list(dict.fromkeys(origin for text in said if (origin := _origin(text))))
    wrong = [text for text in said if not _origin(text)]
    if wrong or len(kept) > MOST:
        words = _("Write addresses that begin with https://, one on each line: %(wrong)s")
        raise Refused([FieldError("origins", "not_an_origin", words % {"wrong": ", ".join(wrong)[:200]})])
    Municipality.objects.filter(pk=town.pk).update(embed_origins=kept)
    town.embed_origins = kept
    return kept


def _origin(text: str) -> str:
    """Scheme, host and port alone; empty for what a policy could not name, or would name too much."""
    try:
        parts = urlsplit(text.lower())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    whole_host = "*." + host[2:] if host.startswith("*.") else host
    if not is_safe or not _HOST.fullmatch(whole_host) or ("." not in host and host not in _LOOPBACK):
        return ""
    if whole_host.startswith("*.") and whole_host.count(".") < 2:
        return ""
    return f"{parts.scheme}://{whole_host}" + (f":{port}" if port else "")
