"""Files of messages alone, and of the town of them: what most tests need, made in a moment."""

from __future__ import annotations

from doors.downloads.fingerprints import fingerprint
from doors.downloads.giving import layer_of
from doors.models import LayerFiles
from doors.services.files import make_layer_files, make_town_file
from geo.models import Municipality


def make_pins(town: Municipality) -> LayerFiles:
    make = layer_of(town, "pins")
    assert make is not None
    return make_layer_files(town=town, make=make, fingerprint=fingerprint(make()))


def make_town_of_pins(town: Municipality) -> LayerFiles:
    make = layer_of(town, "pins")
    assert make is not None
    return make_town_file(town=town, makes=[make], fingerprint="pins alone")
