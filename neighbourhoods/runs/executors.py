"""Where the pieces of a run are computed: here, or in processes of a Dask cluster. The results are the same."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from neighbourhoods.runs.computing import Spread, Task, here

WORKERS = 2


class ExecutorMissing(Exception):
    """The optional libraries are not installed."""


@contextmanager
def executor(name: str, *, workers: int = WORKERS, address: str = "") -> Iterator[Spread]:
    """`here`, or `dask`: a cluster at an address, else `workers` processes of this machine for as long as needed."""
    if name == "here":
        yield here
        return
    library = _distributed()
    if address:
        with library.Client(address) as client:
            yield _spread_over(client)
        return
    # One thread each: the arithmetic brings its own. No dashboard: nothing listens that nobody asked for.
    kind = {"threads_per_worker": 1, "processes": True, "dashboard_address": None, "silence_logs": logging.WARNING}
    with library.LocalCluster(n_workers=workers, **kind) as cluster, library.Client(cluster) as client:
        yield _spread_over(client)


def _distributed() -> Any:
    try:
        return importlib.import_module("distributed")
    except ImportError as missing:
        raise ExecutorMissing("The executor dask needs the packages dask and distributed.") from missing


def _spread_over(client: Any) -> Spread:
    def spread(work: Callable[[Task], Any], tasks: list[Task]) -> list[Any]:
        """The inputs travel to each worker once; pieces come back in the order of the tasks."""
        sent = client.scatter(work, broadcast=True)
        pieces = [client.submit(_carry_out, sent, task, pure=False) for task in tasks]
        found: list[Any] = client.gather(pieces)
        return found

    return spread


def _carry_out(work: Callable[[Task], Any], task: Task) -> Any:
    return work(task)
