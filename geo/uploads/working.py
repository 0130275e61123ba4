"""What the worker does with an upload, as its row says: look, try, bring in, take back."""

from __future__ import annotations

import datetime
import gzip
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.utils import timezone, translation

from geo import sql
from geo.changes import areas_changed, held_back
from geo.files.refusals import FileRefused
from geo.importing.refusals import ImportRefused, kept_refusal
from geo.importing.rejects import RejectedRows
from geo.models import Municipality, Upload
from geo.tenancy import acting, in_town
from geo.uploads import looking, undoing
from geo.uploads.bringing import bring_in
from geo.uploads.keeping import place_of, unlink_later
from geo.uploads.previewing import preview_of, seen_before
from geo.uploads.progress import Progress, WatchedReport
from geo.uploads.wishes import HowRead, UploadWishes

UNDO_WITHIN = datetime.timedelta(days=30)
# A large file is read while the database waits, and a million pins are given to new areas: a request's limits are not
# meant for this.
PATIENCE = {"statement_timeout": "15min", "idle_in_transaction_session_timeout": "15min"}
State = Upload.State
log = logging.getLogger(__name__)


class _TakenBack(Exception):
    """A trial's end: nothing of it stays."""


class _Elsewhere(Exception):
    """Somebody else carried the upload meanwhile: nothing of this is written."""


def carry(town_id: int, public_id: str) -> str:
    """Do what the upload waits for; gives the state it is in afterwards."""
    town = Municipality.objects.get(pk=town_id)
    upload = upload_called(town, public_id)
    if upload is None or upload.state not in _DOING:
        return "" if upload is None else upload.state
    doing, otherwise = _DOING[State(upload.state)]
    try:
        with acting(upload.made_by), translation.override("en"):
            doing(town, upload)
    except _Elsewhere:
        log.warning("upload %s was carried twice", public_id)
    except (FileRefused, ImportRefused) as refused:
        _refuse(town, upload, otherwise, refused)
    except Exception:
        log.exception("upload %s of %s", public_id, town.slug)
        _refuse(town, upload, otherwise, ImportRefused("failed"))
    found = upload_called(town, public_id)
    return found.state if found else ""


def upload_called(town: Municipality, public_id: str) -> Upload | None:
    with in_town(town):
        return Upload.objects.filter(municipality=town, public_id=public_id).defer("before", "rejects").first()


# ── Look, try ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _look(town: Municipality, upload: Upload) -> None:
    Progress(upload).now("looking")
    layers = looking.look_into(place_of(upload.file))
    wishes = UploadWishes.of(upload.wishes)
    with in_town(town):
        reading = looking.best_reading(town, wishes, layers)
        enough = looking.is_enough(wishes, reading, layers)
        changes = {"found": looking.kept(layers), "reading": reading.kept(), "refusal": {}}
        _now(upload, State.TRYING if enough else State.UNREAD, **changes)
    if enough:
        _try(town, upload)


def _try(town: Municipality, upload: Upload) -> None:
    """Write everything, look at it, take it back."""
    told: dict[str, Any] = {}
    with closing(RejectedRows()) as rejects:
        try:
            with _written(town, upload, rejects) as preview:
                told = preview()
                raise _TakenBack
        except _TakenBack:
            packed = _packed(rejects)
    with in_town(town):
        _now(upload, State.TRIED, preview=told, rejects=packed, refusal={})


@contextmanager
def _written(town: Municipality, upload: Upload, rejects: RejectedRows) -> Iterator[Callable[[], dict[str, Any]]]:
    """A transaction in which the file has been brought in; gives what tells of it.

    A trial derives nothing from the areas: that takes long, holds up new pins, and shows nothing.
    """
    wishes, reading = UploadWishes.of(upload.wishes), HowRead(**upload.reading)
    progress = Progress(upload)
    report = WatchedReport(rejects=rejects, progress=progress)
    with in_town(town):
        sql.set_all_local(PATIENCE)
        fresh = Municipality.objects.get(pk=town.pk)
        seen = seen_before(fresh, wishes)
        progress.now("reading")
        undoing.remember(fresh, wishes.what)
        with held_back() as changed:
            bring_in(fresh, place_of(upload.file), wishes, reading, report)
        if rejects and upload.state == State.BRINGING and not wishes.leave_out:
            raise ImportRefused("rejected_rows", count=len(rejects))
        if changed and upload.state != State.TRYING:
            progress.now("assigning")
            areas_changed(fresh)
        progress.now("checking")
        yield lambda: preview_of(fresh, wishes, seen, report)


def _packed(rejects: RejectedRows) -> bytes | None:
    """Rows as they came, with the reason; the page makes a table of them in the reader's language."""
    if not rejects:
        return None
    lines = (json.dumps(line, ensure_ascii=False) for line in rejects.lines())
    return gzip.compress("\n".join(lines).encode(), mtime=0)


# ── Bring in, take back ───────────────────────────────────────────────────────────────────────────────────────────────


def _bring_in(town: Municipality, upload: Upload) -> None:
    """All of it or nothing: what it changed is kept in the same transaction."""
    with closing(RejectedRows()) as rejects, _written(town, upload, rejects) as preview:
        told = preview()
        before = undoing.changed(town, upload.what)
        _now(upload, State.DONE, preview=told, before=before, rejects=_packed(rejects), file="", done_at=timezone.now())
        unlink_later(upload.file)


def _take_back(town: Municipality, upload: Upload) -> None:
    with in_town(town):
        sql.set_all_local(PATIENCE)
        before = Upload.objects.values_list("before", flat=True).get(pk=upload.pk)
        if before is None or not may_be_undone(upload):
            raise ImportRefused("too_late")
        Progress(upload).now("assigning")
        undoing.put_back(Municipality.objects.get(pk=town.pk), upload.what, bytes(before))
        _now(upload, State.UNDONE, before=None, undone_at=timezone.now())


def may_be_undone(upload: Upload) -> bool:
    """Within 30 days of being brought in."""
    return upload.done_at is not None and timezone.now() < upload.done_at + UNDO_WITHIN


# ── The row ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _now(upload: Upload, state: State, **changes: Any) -> None:
    """The upload's next state, unless another worker was here. Runs inside `in_town`."""
    changes |= {"state": state, "step": "", "rows_read": 0, "changed_at": timezone.now()}
    if not Upload.objects.filter(pk=upload.pk, state=upload.state).update(**changes):
        raise _Elsewhere
    for name, value in changes.items():
        setattr(upload, name, value)


def _refuse(town: Municipality, upload: Upload, state: State, refused: FileRefused | ImportRefused) -> None:
    """Nothing of it stays but the reason."""
    with in_town(town):
        rows = Upload.objects.filter(pk=upload.pk, state__in=[State.ARRIVED, upload.state])
        rows.update(state=state, refusal=kept_refusal(refused), step="", changed_at=timezone.now())


_DOING: dict[State, tuple[Callable[[Municipality, Upload], None], State]] = {
    State.ARRIVED: (_look, State.UNREAD),
    State.TRYING: (_try, State.UNREAD),
    State.BRINGING: (_bring_in, State.TRIED),
    State.UNDOING: (_take_back, State.DONE),
}
