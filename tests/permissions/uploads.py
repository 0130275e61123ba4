"""Files for a town: the world has one that nobody could read, one that was tried and one that was brought in."""

from __future__ import annotations

import gzip
import json
from typing import Any

from geo.models import Municipality, Upload
from geo.tenancy import in_town
from tests.permissions.rows import Row

ADMIN = ("admin",)
UNREAD, TRIED, DONE = "an upload that is unread", "an upload that was tried", "an upload that was brought in"
_ALL = "/<town>/desk/town/uploads/"
_ONE = f"{_ALL}<upload>/"
_AREAS = {"what": "areas"}
_CORNERS = {"corners": "61.6 27.2\n61.6 27.4\n61.8 27.4"}

UPLOADS = (
    Row("see what can be brought in", "GET", (_ALL, f"{_ALL}new/<what>", f"{_ALL}draw"), who=ADMIN, fill=_AREAS),
    Row("send a file", "POST", (f"{_ALL}new/<what>",), who=ADMIN, fill=_AREAS),
    Row("draw a boundary", "POST", (f"{_ALL}draw",), who=ADMIN, body=_CORNERS),
    Row("see an upload", "GET", (_ONE, f"{_ONE}columns", f"{_ONE}rejects.csv"), who=ADMIN, phase=TRIED),
    Row("say how a file is read", "POST", (f"{_ONE}columns",), who=ADMIN, phase=UNREAD),
    Row("bring an upload in", "POST", (f"{_ONE}bring-in",), who=ADMIN, phase=TRIED),
    Row("give an upload up", "POST", (f"{_ONE}withdraw",), who=ADMIN, phase=TRIED),
    Row("undo an upload", "POST", (f"{_ONE}undo",), who=ADMIN, phase=DONE),
)


def upload_phases(town: Municipality) -> dict[str, dict[str, str]]:
    """The placeholders of all of them."""
    states = {UNREAD: Upload.State.UNREAD, TRIED: Upload.State.TRIED, DONE: Upload.State.DONE}
    return {phase: {"upload": make_upload(town, state).public_id} for phase, state in states.items()}


def make_upload(town: Municipality, state: str, **more: Any) -> Upload:
    """As the worker leaves one, without the file."""
    layer = {"name": "", "fields": ["koodi"], "has_geometry": True, "crs": 3067, "samples": {"koodi": ["1"]}}
    rejects = [[2, "duplicate_id", "twice", {"koodi": "1"}]]
    values: dict[str, Any] = {
        "wishes": {"what": "areas", "kind": "district"},
        "found": {"layers": [{**layer, "trouble": ""}]},
        "preview": {
            "summary": {"read": 2, "accepted": 1, "rejected": 1},
            "repairs": [[1, "(1) shape repaired: Self-intersection[1 2]"]],
            "rejects": [{"row": 2, "reason": "duplicate_id", "detail": "twice"}],
        },
        "rejects": gzip.compress("\n".join(map(json.dumps, rejects)).encode()),
        **more,
    }
    with in_town(town):
        return Upload.objects.create(
            municipality=town, what="areas", state=state, name="a.gpkg", size=1, sha256=b"", made_by="user 1", **values
        )
