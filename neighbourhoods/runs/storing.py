"""Frozen inputs as bytes and back, and the hash that names them: the same inputs give the same bytes."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any

import numpy as np
import numpy.typing as npt

from neighbourhoods.results_json import read, to_json
from neighbourhoods.runs.frozen import Frozen

_SHAPE = "shape"
Arrays = dict[str, npt.NDArray[Any]]


def to_bytes(frozen: Frozen) -> bytes:
    """A compressed archive of arrays (readable by numpy alone) with one entry of JSON that says what they are."""
    told, arrays = _apart(frozen)
    stored = io.BytesIO()
    entries: Any = {_SHAPE: np.frombuffer(_dumped(told), np.uint8), **arrays}
    np.savez_compressed(stored, **entries)
    return stored.getvalue()


def from_bytes(stored: bytes) -> Frozen:
    with np.load(io.BytesIO(stored), allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    told = json.loads(arrays.pop(_SHAPE).tobytes())
    found: Frozen = read(Frozen, _together(told, arrays))
    return found


def inputs_hash(frozen: Frozen) -> str:
    """Of what the inputs say, not of how they are packed."""
    told, arrays = _apart(frozen)
    digest = hashlib.sha256(_dumped(told))
    for name in sorted(arrays):
        array = arrays[name]
        digest.update(f"{name} {array.dtype.str} {array.shape}".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def _dumped(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _apart(frozen: Frozen) -> tuple[Any, Arrays]:
    arrays: Arrays = {}

    def out(value: Any, path: str) -> Any:
        if isinstance(value, np.ndarray):
            arrays[path] = np.ascontiguousarray(value)
            return {"array": path}
        if isinstance(value, dict):
            return {key: out(one, f"{path}.{key}") for key, one in value.items()}
        if isinstance(value, list):
            return [out(one, f"{path}.{number}") for number, one in enumerate(value)]
        return value

    return out(to_json(frozen), "run"), arrays


def _together(told: Any, arrays: Arrays) -> Any:
    if isinstance(told, dict):
        if told.keys() == {"array"}:
            return arrays[told["array"]]
        return {key: _together(one, arrays) for key, one in told.items()}
    return [_together(one, arrays) for one in told] if isinstance(told, list) else told
