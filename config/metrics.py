"""What Prometheus reads: requests by route, how long they took, and how the service is.

Several processes serve; each writes its counts into a file of its own (prometheus_client's way), and whoever is asked
adds them up. A route is the pattern of an address, never the address: no id, name or place of anybody is in here.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

from config.condition import condition, database_answers
from geo import sql

ROUTE = "kuuluvuus.route"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_TYPED = re.compile(r"<\w+:(\w+)>")
_DATABASE = {
    "connections": ("gauge", "Connections to the database."),
    "commits": ("counter", "Transactions that were committed."),
    "rollbacks": ("counter", "Transactions that were given up."),
    "deadlocks": ("counter", "Deadlocks."),
    "bytes": ("gauge", "Size of the database."),
    "inserted": ("counter", "Rows ever inserted, by table: messages, statements and ballots among them."),
}

requests_total = Counter("kuuluvuus_requests", "Requests answered.", ("route", "method", "status"))
request_seconds = Histogram("kuuluvuus_request_seconds", "Until an answer began.", ("route",), buckets=BUCKETS)

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Counted:
    """Around the whole WSGI application, so that tiles, which Django never sees, are counted too."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        begun = time.perf_counter()

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            count(environ, status, time.perf_counter() - begun)
            return start_response(status, headers, *rest)

        return self.application(environ, start)


def count(environ: dict[str, Any], status: str, seconds: float) -> None:
    route = environ.get(ROUTE) or ("tiles" if environ.get("PATH_INFO", "").startswith("/tiles/") else "none")
    method = environ.get("REQUEST_METHOD", "")
    requests_total.labels(route, method if method in METHODS else "other", status[:3]).inc()
    request_seconds.labels(route).observe(seconds)


class NamedRoute:
    """Tells the server's side which route answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        request.META[ROUTE] = _TYPED.sub(r"<\1>", match.route) or "/" if match else "none"
        return response


class Parts(Collector):
    """How the service is at the moment it is asked."""

    def collect(self) -> Iterator[Metric]:
        found = condition()
        ok = GaugeMetricFamily("kuuluvuus_ok", "1 when this part is in order.", labels=("part",))
        for part in found.parts:
            ok.add_metric((part.name,), float(part.ok))
        yield ok
        for part in found.parts:
            for name, value in part.figures.items():
                yield GaugeMetricFamily(f"kuuluvuus_{part.name}_{name}", f"Of the part {part.name}.", value=value)
        if database_answers():
            yield from _of_the_database()


def _of_the_database() -> Iterator[Metric]:
    found: dict[str, list[tuple[str, float]]] = {}
    for name, label, value in sql.rows("delivery/figures"):
        found.setdefault(name, []).append((label, value))
    for name, (kind, told) in _DATABASE.items():
        labels = ("table",) if name == "inserted" else ()
        family = CounterMetricFamily if kind == "counter" else GaugeMetricFamily
        metric = family(f"kuuluvuus_database_{name}", told, labels=labels)
        for label, value in found.get(name, ()):
            metric.add_metric((label,) if labels else (), value)
        yield metric


def exposition() -> bytes:
    registry = CollectorRegistry()
    registry.register(Parts())
    return generate_latest(registry) + of_requests()


def of_requests() -> bytes:
    """The counts of all processes together; where there is but one, its own."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # so it comes
    return generate_latest(registry)
