"""What people do with uploads; the worker does the rest (geo.uploads.working).

    wishes = UploadWishes("areas", kind="board")
    upload = receive_upload(town=town, sent=SentGround(name, path, "user 7"), wishes=wishes)
    try_upload(town=town, upload=upload, reading=HowRead(code="tunnus"))  # only where the columns are not as wished
    bring_in_upload(town=town, upload=upload)
    undo_upload(town=town, upload=upload)                                 # within 30 days

Each says what is to be done and returns at once; the row's state tells how far the worker is.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from geo.models import Municipality, Upload
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from geo.uploads.keeping import fingerprint_of, keep, unlink_later
from geo.uploads.queueing import ask_worker
from geo.uploads.wishes import HowRead, UploadWishes

State = Upload.State


@dataclass(frozen=True)
class SentGround:
    """A file as it was sent: what it was called, where it lies now, and who sent it ("user 7")."""

    name: str
    path: Path
    by: str


class StaleUpload(Exception):
    """Somebody was quicker: the upload is not in a state from which this can be done."""


def receive_upload(*, town: Municipality, sent: SentGround, wishes: UploadWishes) -> Upload:
    """Keep a file and have the worker look at it. The file is moved from where it lies."""
    if sent.path.stat().st_size == 0:
        raise Refused([FieldError("file", "empty_file", _("The file is empty."))])
    size, sha256 = fingerprint_of(sent.path)
    file = keep(sent.path, sent.name)
    with in_town(town):
        upload = Upload.objects.create(
            municipality=town,
            what=wishes.what,
            name=shown_name(sent.name),
            file=file,
            size=size,
            sha256=sha256,
            wishes=wishes.kept(),
            made_by=sent.by,
        )
        ask_worker(upload)
    return upload


def try_upload(*, town: Municipality, upload: Upload, reading: HowRead) -> Upload:
    """Have the worker try the file, read as a person says. Nothing of it stays."""
    return _step(town, upload, (State.UNREAD, State.TRIED), State.TRYING, reading=reading.kept(), refusal={})


def bring_in_upload(*, town: Municipality, upload: Upload, leave_out: bool = False) -> Upload:
    """Have the worker bring it in. `leave_out`: without the rows that are rejected; else those hold up the whole."""
    if upload.preview.get("summary", {}).get("rejected") and not leave_out:
        detail = _("Some rows are not taken. Say that they may be left out, or mend the file and send it again.")
        raise Refused([FieldError("leave_out", "rejected_rows", detail)])
    wishes = {**upload.wishes, "leave_out": leave_out}
    return _step(town, upload, (State.TRIED,), State.BRINGING, wishes=wishes, refusal={})


def withdraw_upload(*, town: Municipality, upload: Upload) -> Upload:
    """Give it up before it was brought in; the file goes."""
    file = upload.file
    given_up = _step(town, upload, (State.UNREAD, State.TRIED), State.WITHDRAWN, file="", rejects=None)
    unlink_later(file)
    return given_up


def undo_upload(*, town: Municipality, upload: Upload) -> Upload:
    """Have the worker put back what was there before, within 30 days and while nothing newer rests on it."""
    return _step(town, upload, (State.DONE,), State.UNDOING, refusal={})


def shown_name(name: str) -> str:
    """A file's name as it is shown: without folders, and nothing that does not print."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[-150:] or "file"


def _step(town: Municipality, upload: Upload, before: tuple[State, ...], after: State, **changes: object) -> Upload:
    with in_town(town):
        found = Upload.objects.select_for_update().defer("before", "rejects").get(pk=upload.pk)
        if found.state not in before:
            raise StaleUpload(found.state)
        for name, value in {**changes, "state": after, "step": "", "rows_read": 0}.items():
            setattr(found, name, value)
        found.save(update_fields=[*changes, "state", "step", "rows_read", "changed_at"])
        if found.is_working:
            ask_worker(found)
    return found
