"""Files that come with statements: a few kinds, known by their content, never shown as a page.

Pictures are made anew, so that nothing hidden in them is kept. Documents are evidence and stay as they came: nobody
opens them here, and staff alone download them.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from delivery.pictures.cleaning import clean_picture
from delivery.pictures.refusals import MOST_BYTES
from geo.refusals import FieldError, Refused

MOST_ATTACHMENTS = 10
NAME_LENGTH = 120
_ODT = "application/vnd.oasis.opendocument.text"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MOST_PARTS, _MOST_UNPACKED = 5_000, 200_000_000

REASONS: dict[str, str | Promise] = {
    "empty": _("A file is empty."),
    "too_large": _("A file is larger than 10 MB. Send a smaller one, or bring it to the registry."),
    "wrong_kind": _("A file is not of a kind that is taken: PDF, DOCX, ODT, JPEG, PNG or plain text."),
    "too_many": _("A statement can have ten files. Put the rest into one document."),
}


@dataclass(frozen=True)
class Attachment:
    """A file that is safe to keep. `ending` is the one that the store of files uses."""

    name: str
    media_type: str
    ending: str
    content: bytes

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.content).digest()


def clean_attachment(name: str, data: bytes) -> Attachment:
    """The file as it may be kept; Refused with the reason otherwise. What it is called decides nothing."""
    if not data:
        raise attachment_refused("empty")
    if len(data) > MOST_BYTES:
        raise attachment_refused("too_large")
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return Attachment(_named(name, "jpg"), "image/jpeg", ".jpg", clean_picture(data).main)
    for ending, media_type, kept, is_one in _KINDS:
        if is_one(data):
            return Attachment(_named(name, ending), media_type, kept, data)
    raise attachment_refused("wrong_kind")


def attachment_refused(code: str) -> Refused:
    return Refused([FieldError("attachments", code, REASONS[code])])


def _named(name: str, ending: str) -> str:
    """The sender's own name of the file without folders or controls, with the ending of what it is."""
    plain = re.sub(r"[\x00-\x1f\x7f/\\:*?\"<>|]", " ", name.replace("\\", "/").rpartition("/")[2])
    stem = " ".join(plain.rpartition(".")[0].split() or plain.split()) or "file"
    return f"{stem[:NAME_LENGTH].strip('. ') or 'file'}.{ending}"


def _is_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF-")


def _is_docx(data: bytes) -> bool:
    return "word/document.xml" in _parts(data)


def _is_odt(data: bytes) -> bool:
    return "content.xml" in _parts(data) and b"mimetype" + _ODT.encode() in data[:200]


def _is_text(data: bytes) -> bool:
    try:
        said = data.decode()
    except UnicodeDecodeError:
        return False
    return not any(letter < " " and letter not in "\t\n\r\f" for letter in said)


def _parts(data: bytes) -> set[str]:
    """The names in an archive that is none of the overfull ones; nothing is unpacked."""
    if not data.startswith(b"PK\x03\x04"):
        return set()
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return set()
    if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
        return set()
    return {entry.filename for entry in entries}


_KINDS = (
    ("pdf", "application/pdf", ".pdf", _is_pdf),
    ("docx", _DOCX, ".docx", _is_docx),
    ("odt", _ODT, ".odt", _is_odt),
    ("txt", "text/plain", ".bin", _is_text),
)
