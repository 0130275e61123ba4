"""A letter as a mail program saves it (.eml), read without trusting anything in it.

Nothing is opened, shown or fetched: its plain text, who it says it is from, when the last server took it, and its
files, which go the same way as any other file. The letter itself is kept as it came.
"""

from __future__ import annotations

import datetime
import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser

from geo.refusals import Refused
from zoning.attachments import MOST_ATTACHMENTS, Attachment, attachment_refused, clean_attachment

MEDIA_TYPE = "message/rfc822"
MOST_PARTS = 200
_UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError, KeyError)
_HIDDEN = frozenset({"script", "style", "head", "title"})
_BREAKS = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3"})


@dataclass(frozen=True)
class ReadLetter:
    """What a letter says of itself. `taken_at` is what the mail server that took it last wrote, if it did."""

    name: str
    address: str
    subject: str
    text: str
    taken_at: datetime.datetime | None
    files: tuple[Attachment, ...]


def read_letter(name: str, data: bytes) -> ReadLetter:
    """Raises Refused when it is no letter. Files of other kinds than are taken stay inside the letter alone."""
    try:
        letter = email.message_from_bytes(data, policy=email.policy.default)
        parts = list(_parts(letter))
        who, address = parseaddr(str(letter.get("From", "")))
        if not parts or not (address or letter.get("Subject")):
            raise attachment_refused("wrong_kind")
        found = tuple(_files(parts))
        return ReadLetter(
            " ".join(who.split()), address.strip(), _line(letter, "Subject"), _text(parts), _taken(letter), found
        )
    except Refused:
        raise
    except _UNREADABLE as error:  # the library raises what it likes on letters that are broken on purpose
        raise attachment_refused("wrong_kind") from error


def as_attachment(name: str, data: bytes) -> Attachment:
    """The letter itself, as evidence."""
    stem = " ".join(re.sub(r"[^\w .-]", " ", name.rpartition(".")[0]).split())[:120] or "letter"
    return Attachment(f"{stem}.eml", MEDIA_TYPE, ".eml", data)


def _parts(letter: EmailMessage) -> Iterator[EmailMessage]:
    for number, part in enumerate(letter.walk()):
        if number >= MOST_PARTS:
            return
        if isinstance(part, EmailMessage) and not part.is_multipart():
            yield part


def _text(parts: list[EmailMessage]) -> str:
    """The plain text, or the words of the HTML where there is no other."""
    bodies = [part for part in parts if not _is_file(part)]
    for kind in ("text/plain", "text/html"):
        said = [_decoded(part) for part in bodies if part.get_content_type() == kind]
        words = "\n\n".join(_words(text) if kind == "text/html" else text.strip() for text in said if text.strip())
        if words:
            return words.replace("\r\n", "\n").replace("\x00", "").strip()
    return ""


def _decoded(part: EmailMessage) -> str:
    held = part.get_payload(decode=True)
    raw = held if isinstance(held, bytes) else b""
    try:
        return raw.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def _files(parts: list[EmailMessage]) -> Iterator[Attachment]:
    for part in [part for part in parts if _is_file(part)][: MOST_ATTACHMENTS - 1]:
        held = part.get_payload(decode=True)
        try:
            yield clean_attachment(part.get_filename() or "file", held if isinstance(held, bytes) else b"")
        except Refused:
            continue


def _is_file(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _line(letter: EmailMessage, name: str) -> str:
    return " ".join(str(letter.get(name, "")).replace("\x00", "").split())[:200]


def _taken(letter: EmailMessage) -> datetime.datetime | None:
    """The topmost Received: the server that took it last wrote it; what stands under it may be the sender's own."""
    newest = next(iter(letter.get_all("Received", [])), "")
    try:
        found = parsedate_to_datetime(str(newest).rpartition(";")[2].strip())
    except _UNREADABLE:
        return None
    return found if found.tzinfo is not None else None


class _Words(HTMLParser):
    """Words of a page, a line for each block; nothing is shown and nothing followed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _HIDDEN
        if tag in _BREAKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in _HIDDEN))

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.said.append(data)


def _words(html: str) -> str:
    reader = _Words()
    reader.feed(html)
    lines = (" ".join(line.split()) for line in "".join(reader.said).splitlines())
    return "\n".join(line for line in lines if line)
