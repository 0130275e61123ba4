"""Documents of plans: known by their content, kept as they came, and shown only when they are public."""

from __future__ import annotations

import datetime
import hashlib
import io
import re
import uuid
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from delivery.files import keep_file, new_name, remove_files
from geo.languages import text_in
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from zoning.code_lists import DOCUMENTS, PERSONAL_DATA, PUBLICITY, RETENTION
from zoning.models import Plan, PlanDocument, PlanVersion
from zoning.services.plans import LONGEST_NAME, keep_plan, locked_plan, said, wrong_texts

MOST_BYTES = 50_000_000
PUBLIC, IDENTIFIES = "1", "3"
LANGUAGES = frozenset({"fi", "sv", "en", "se", "smn", "sms"})
_MOST_PARTS, _MOST_UNPACKED = 20_000, 500_000_000
_OFFICE = "application/vnd.openxmlformats-officedocument"
# Ending, media type, and a part that such an archive has; without one, how the file begins
_BEGINNINGS = (
    ("pdf", "application/pdf", (b"%PDF-",)),
    ("jpg", "image/jpeg", (b"\xff\xd8\xff",)),
    ("png", "image/png", (b"\x89PNG\r\n\x1a\n",)),
    ("tif", "image/tiff", (b"II*\x00", b"MM\x00*")),
)
_ARCHIVES = (
    ("docx", f"{_OFFICE}.wordprocessingml.document", "word/document.xml"),
    ("xlsx", f"{_OFFICE}.spreadsheetml.sheet", "xl/workbook.xml"),
    ("odt", "application/vnd.oasis.opendocument.text", "content.xml"),
)


@dataclass(frozen=True)
class DocumentFacts:
    """What a document is; codes are those of the national lists."""

    type: str
    dated_on: datetime.date
    names: Mapping[str, str] = field(default_factory=dict)
    language: str = "fi"
    is_accessible: bool = False
    publicity: str = PUBLIC
    personal_data: str = "1"
    retention: str = "01"
    identifier: str = ""
    version: PlanVersion | None = None


@dataclass(frozen=True)
class SentFile:
    name: str
    content: bytes


def add_document(*, town: Municipality, plan: Plan, facts: DocumentFacts, file: SentFile) -> PlanDocument:
    """Keep a document, for staff alone until it is published. The same file again is the same document."""
    errors = _errors(facts)
    if errors:
        raise Refused(errors)
    ending, media_type = kind_of(file.content)
    digest = hashlib.sha256(file.content).digest()
    with in_town(town):
        now = locked_plan(plan)
        same: PlanDocument | None = PlanDocument.objects.filter(plan=now, sha256=digest, version=facts.version).first()
        if same is not None:
            return same
        name = new_name(f".{ending}")
        keep_file(name, file.content)
        return PlanDocument.objects.create(
            municipality=town,
            plan=now,
            key=uuid.uuid4(),
            file=name,
            file_name=named(file.name, ending),
            media_type=media_type,
            size=len(file.content),
            sha256=digest,
            **{**vars(facts), "names": said(facts.names)},
        )


def edit_document(*, town: Municipality, document: PlanDocument, facts: DocumentFacts) -> PlanDocument:
    """Other words or codes; one that is no longer public leaves the public page. Raises Refused."""
    errors = _errors(facts)
    if errors:
        raise Refused(errors)
    with in_town(town):
        plan = locked_plan(document.plan)
        now: PlanDocument = PlanDocument.objects.select_for_update().get(pk=document.pk)
        for name, value in {**vars(facts), "names": said(facts.names)}.items():
            setattr(now, name, value)
        if _why_private(now):
            now.published_at = None
        now.save()
        keep_plan(town, plan)
        return now


def publish_document(*, town: Municipality, document: PlanDocument) -> PlanDocument:
    """Everybody may download it. Refused for what is not public, and for what tells who somebody is."""
    with in_town(town):
        plan = locked_plan(document.plan)
        now: PlanDocument = PlanDocument.objects.select_for_update().get(pk=document.pk)
        errors = _why_private(now)
        if errors:
            raise Refused(errors)
        if now.published_at is None:
            now.published_at = timezone.now()
            now.save(update_fields=["published_at"])
            keep_plan(town, plan)
        return now


def withdraw_document(*, town: Municipality, document: PlanDocument) -> PlanDocument:
    """For staff alone again."""
    with in_town(town):
        plan = locked_plan(document.plan)
        now: PlanDocument = PlanDocument.objects.select_for_update().get(pk=document.pk)
        if now.published_at is not None:
            now.published_at = None
            now.save(update_fields=["published_at"])
            keep_plan(town, plan)
        return now


def remove_document(*, town: Municipality, document: PlanDocument) -> None:
    """Take an unpublished document out of the registry, with its file. Raises Refused."""
    if document.published_at is not None:
        raise Refused([FieldError("document", "published", _("Withdraw the document before it is removed."))])
    with in_town(town):
        remove_files(town=town, names=[document.file])
        PlanDocument.objects.filter(pk=document.pk).delete()


def kind_of(content: bytes) -> tuple[str, str]:
    """Ending and media type, by what the file holds. What it is called decides nothing. Raises Refused."""
    if not content:
        raise _refused("empty", _("The file is empty."))
    if len(content) > MOST_BYTES:
        raise _refused("too_large", _("The file is larger than 50 MB."))
    for ending, media_type, beginnings in _BEGINNINGS:
        if content.startswith(beginnings):
            return ending, media_type
    parts = _parts(content)
    for ending, media_type, part in _ARCHIVES:
        if part in parts:
            return ending, media_type
    raise _refused("wrong_kind", _("The file is not of a kind that is taken: PDF, DOCX, XLSX, ODT, JPEG, PNG or TIFF."))


def named(name: str, ending: str) -> str:
    """The file's own name without folders or controls, with the ending of what it is."""
    plain = re.sub(r"[\x00-\x1f\x7f/\\:*?\"<>|]", " ", name.replace("\\", "/").rpartition("/")[2])
    stem = " ".join(plain.rpartition(".")[0].split() or plain.split())[:150].strip(". ")
    return f"{stem or 'document'}.{ending}"


def _parts(content: bytes) -> set[str]:
    """The names in an archive that is none of the overfull ones and holds no macros; nothing is unpacked."""
    if not content.startswith(b"PK\x03\x04"):
        return set()
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return set()
    if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
        return set()
    names = {entry.filename for entry in entries}
    return set() if any(name.endswith("vbaProject.bin") for name in names) else names


def _errors(facts: DocumentFacts) -> list[FieldError]:
    errors = wrong_texts("names", facts.names, LONGEST_NAME)
    if not text_in(facts.names, "fi"):
        errors.append(FieldError("names", "required", _("Give the document a name.")))
    lists = (("type", DOCUMENTS), ("publicity", PUBLICITY), ("personal_data", PERSONAL_DATA), ("retention", RETENTION))
    for name, codes in lists:
        if getattr(facts, name) not in codes:
            errors.append(FieldError(name, "unknown_code", _("Choose from the list.")))
    if facts.language not in LANGUAGES:
        errors.append(FieldError("language", "unknown_code", _("Choose from the list.")))
    return errors


def _why_private(document: PlanDocument) -> list[FieldError]:
    errors = []
    if document.publicity != PUBLIC:
        reason = _("The document is not public by its category of publicity, so it cannot be published.")
        errors.append(FieldError("publicity", "not_public", reason))
    if document.personal_data == IDENTIFIES:
        reason = _("The document tells who somebody is, so it cannot be published. Publish a version without that.")
        errors.append(FieldError("personal_data", "identifies", reason))
    return errors


def _refused(code: str, reason: object) -> Refused:
    return Refused([FieldError("file", code, str(reason))])
