"""Owners of land in a plan's area who live elsewhere: listed from a file, written to before a display, then erased."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from delivery.mail import post_letter
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.clock import town_now, town_today
from zoning.models import Hearing, Landowner, LandownerLetter, Plan

OWNER_LETTER = "zoning.landowner"
KEPT_DAYS = 365  # after the plan came into force
MOST_ROWS, MOST_BYTES = 5_000, 2_000_000
# What the land register's and towns' own lists call the columns
COLUMNS: Mapping[str, Sequence[str]] = {
    "property_code": ("property_code", "kiinteistötunnus", "fastighetsbeteckning", "property"),
    "name": ("name", "nimi", "omistaja", "namn"),
    "street": ("street", "osoite", "lähiosoite", "katuosoite", "adress", "address"),
    "postcode": ("postcode", "postinumero", "postnummer"),
    "city": ("city", "postitoimipaikka", "kaupunki", "ort"),
    "country": ("country", "maa", "land"),
    "email": ("email", "sähköposti", "e-post", "e-mail"),
    "language": ("language", "kieli", "språk"),
}
LANGUAGES = {"fi": "fi", "suomi": "fi", "sv": "sv", "ruotsi": "sv", "svenska": "sv", "en": "en", "englanti": "en"}


@dataclass
class Imported:
    """What came of a list: how many are new, how many were known and are as in the file now, and what was refused."""

    added: int = 0
    known: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


class UnreadableList(ValueError):
    """The file is no list of landowners; the words say why."""


def import_landowners(*, town: Municipality, plan: Plan, content: bytes) -> Imported:
    """Take in a CSV list (semicolons, commas or tabs). The same list again adds nobody. Raises UnreadableList."""
    done = Imported()
    with in_town(town):
        for line, row in _rows(content):
            problem = _problem(row)
            if problem:
                done.refused.append((line, problem))
                continue
            row["language"] = LANGUAGES.get(row.get("language", "").lower(), town.first_language)
            _kept, is_new = Landowner.objects.update_or_create(
                plan=plan, import_key=_key(row), defaults={"municipality": town, **row}
            )
            done.added += is_new
            done.known += not is_new
    return done


def unwritten(hearing: Hearing) -> QuerySet[Landowner]:
    """Those of the hearing's plan who have had no letter about it. Runs inside the caller's `in_town`."""
    written = LandownerLetter.objects.filter(hearing=hearing, landowner__isnull=False).values("landowner_id")
    return Landowner.objects.filter(plan=hearing.plan).exclude(pk__in=written)


def log_posted(*, town: Municipality, hearing: Hearing, user: User | None) -> int:
    """The printed letters have been posted: one row for each who had none yet. Again adds nothing."""
    with in_town(town):
        return len(_log(town, hearing, list(unwritten(hearing)), LandownerLetter.Method.POST, user))


def send_by_email(*, town: Municipality, hearing: Hearing, user: User | None) -> int:
    """The letter by e-mail to those who have an address and had no letter yet, logged in the same transaction."""
    with in_town(town):
        owners = list(unwritten(hearing).exclude(email=""))
        for letter in _log(town, hearing, owners, LandownerLetter.Method.EMAIL, user):
            payload = {"town": town.pk, "letter": letter.pk}
            post_letter(kind=OWNER_LETTER, payload=payload, municipality=town, dedupe=f"landowner:{letter.pk}")
        return len(owners)


def erase_landowners(*, town: Municipality, plan: Plan) -> int:
    """Names and addresses go when they are needed no more; that letters were sent, and about which property, stays."""
    with in_town(town):
        owners = Landowner.objects.filter(plan=plan)
        count = owners.count()
        owners.delete()
        return count


def erase_due_landowners(*, town: Municipality) -> int:
    """Those of plans that came into force a year ago: nobody needs their addresses any more."""
    before = town_today() - datetime.timedelta(days=KEPT_DAYS)
    with in_town(town):
        plans = Plan.objects.of(town).filter(in_force_on__lte=before, landowners__isnull=False).distinct()
        return sum(erase_landowners(town=town, plan=plan) for plan in plans.defer("geom"))


def _log(
    town: Municipality, hearing: Hearing, owners: Sequence[Landowner], method: str, user: User | None
) -> list[LandownerLetter]:
    now = town_now()
    return LandownerLetter.objects.bulk_create(
        LandownerLetter(
            municipality=town,
            hearing=hearing,
            landowner=owner,
            property_code=owner.property_code,
            method=method,
            made_at=now,
            sent_at=now,
            user=user,
        )
        for owner in owners
    )


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    if len(content) > MOST_BYTES:
        raise UnreadableList(_("The list is too large."))
    reader = csv.reader(io.StringIO(_text(content)), delimiter=_delimiter(content))
    places = _places(next(reader, []))
    for row in reader:
        if reader.line_num > MOST_ROWS:
            raise UnreadableList(_("The list is too large."))
        if any(cell.strip() for cell in row):
            cells = {name: row[place].strip() if place < len(row) else "" for name, place in places.items()}
            yield reader.line_num, {name: " ".join(value.replace("\x00", "").split()) for name, value in cells.items()}


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableList(_("The file is not text. Save the list as CSV."))


def _delimiter(content: bytes) -> str:
    head = content.split(b"\n", 1)[0]
    return max((";", "\t", ","), key=lambda mark: head.count(mark.encode()))


def _places(head: Sequence[str]) -> dict[str, int]:
    called = {cell.strip().lower(): place for place, cell in enumerate(head)}
    places = {name: called[word] for name, words in COLUMNS.items() for word in words if word in called}
    missing = [name for name in ("name", "street") if name not in places]
    if missing:
        words = _("The first row must name the columns: at least nimi and osoite (name and street).")
        raise UnreadableList(words)
    return places


def _problem(row: Mapping[str, str]) -> str:
    if not row["name"]:
        return _("The name is missing.")
    if not row["street"] and not row.get("email"):
        return _("There is neither a postal address nor an e-mail address.")
    longest = {one.name: one.max_length for one in Landowner._meta.fields if one.name in row}
    if any(len(value) > (longest[name] or 0) for name, value in row.items() if name != "language"):
        return _("A cell is too long.")
    if row.get("email"):
        try:
            validate_email(row["email"])
        except ValidationError:
            return _("This is not an e-mail address.")
    return ""


def _key(row: Mapping[str, str]) -> bytes:
    """The same owner of the same property is the same row, however often the list comes."""
    who = f"{row.get('property_code', '')}\0{row['name'].lower()}"
    return hashlib.sha256(who.encode()).digest()
