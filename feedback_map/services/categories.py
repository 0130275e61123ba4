"""What messages of a town can be about: its categories, as the desk makes and changes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from feedback_map.models import Category, Kind
from feedback_map.models.pins import every_kind
from feedback_map.questions import QuestionsRefused, questions_of
from geo.models import Municipality
from geo.refusals import FieldError, Refused

LONGEST_NAME = 120
LONGEST_STOP_TEXT = 1_000
MOST_QUESTIONS = 10
CODE_LENGTH = 60
CONTACT_MONTHS, LONGEST_MONTHS = 24, 120


@dataclass(frozen=True)
class CategoryWishes:
    """A category as it shall be; what is not named is as in a new one."""

    names: Mapping[str, str]
    group: Mapping[str, str] = field(default_factory=dict)
    icon: str = ""
    kinds: Sequence[str] = field(default_factory=every_kind)
    needs_place: bool = False
    is_sensitive: bool = False
    is_answered: bool = True
    is_active: bool = True
    stop_text: Mapping[str, str] = field(default_factory=dict)
    questions: Sequence[Mapping[str, Any]] = ()
    contact_months: int = CONTACT_MONTHS
    anonymise_months: int | None = None


@transaction.atomic
def keep_category(
    *, town: Municipality, wishes: CategoryWishes, known: Category | None = None, code: str = ""
) -> Category:
    """Make a category, at the end of the list, or change one. A category that has messages is never deleted: it is
    taken out of use. Its code stays as it was made, for other systems know it."""
    _check(town, wishes, known, code)
    one = known or Category(municipality=town, code=code or code_of(wishes.names), order=_last(town) + 1)
    for name, value in asdict(wishes).items():
        setattr(one, name, list(value) if isinstance(value, tuple) else value)
    one.save()
    return one


@transaction.atomic
def move_category(*, town: Municipality, category: Category, up: bool) -> None:
    """One place towards the beginning or the end of the list."""
    every = list(Category.objects.select_for_update(no_key=True).filter(municipality=town))
    at = next(place for place, one in enumerate(every) if one.pk == category.pk)
    to = at - 1 if up else at + 1
    if 0 <= to < len(every):
        every[at], every[to] = every[to], every[at]
    for order, one in enumerate(every, 1):
        one.order = order
    Category.objects.bulk_update(every, ["order"])


def code_of(names: Mapping[str, str]) -> str:
    """The part of addresses that a new category gets from its name."""
    return slugify(next((name for name in names.values() if name), ""))[:CODE_LENGTH].strip("-")


def _last(town: Municipality) -> int:
    return Category.objects.filter(municipality=town).aggregate(last=Max("order"))["last"] or 0


def _check(town: Municipality, wishes: CategoryWishes, known: Category | None, code: str) -> None:
    first = f"name_{town.first_language}"
    errors = []
    if not wishes.names.get(town.first_language):
        errors.append(FieldError(first, "required", _("Write the name.")))
    elif known is None and not (code or code_of(wishes.names)):
        errors.append(FieldError(first, "no_letters", _("Write the name with letters.")))
    elif known is None and _is_taken(town, code or code_of(wishes.names)):
        errors.append(FieldError(first, "taken", _("There is a category of this name.")))
    if known is not None and known.municipality_id != town.pk:
        errors.append(FieldError("category", "unknown_category", _("The town has no such category.")))
    if any(len(name) > LONGEST_NAME for name in (*wishes.names.values(), *wishes.group.values())):
        errors.append(FieldError(first, "too_long", _("The text is too long.")))
    if any(len(text) > LONGEST_STOP_TEXT for text in wishes.stop_text.values()):
        errors.append(FieldError(f"stop_{town.first_language}", "too_long", _("The text is too long.")))
    errors += _wrong_kinds(wishes) + _wrong_questions(wishes) + _wrong_months(wishes)
    if errors:
        raise Refused(errors)


def _is_taken(town: Municipality, code: str) -> bool:
    return Category.objects.filter(municipality=town, code=code).exists()


def _wrong_kinds(wishes: CategoryWishes) -> list[FieldError]:
    if wishes.kinds and set(wishes.kinds) <= set(Kind.values):
        return []
    return [FieldError("kinds", "required", _("Choose at least one kind of message."))]


def _wrong_months(wishes: CategoryWishes) -> list[FieldError]:
    """Who is written to for so long must be known for so long: nobody is parted from a message before that."""
    kept, tied = wishes.contact_months, wishes.anonymise_months
    wrong = [
        FieldError(name, "out_of_range", _("Give a number of months from 1 to 120."))
        for name, months in (("contact_months", kept), ("anonymise_months", tied))
        if months is not None and not 1 <= months <= LONGEST_MONTHS
    ]
    if not wrong and tied is not None and tied < kept:
        wrong.append(
            FieldError(
                "anonymise_months", "out_of_range", _("Contact data is erased first: give at least as many months.")
            )
        )
    return wrong


def _wrong_questions(wishes: CategoryWishes) -> list[FieldError]:
    try:
        questions_of(wishes.questions)
    except QuestionsRefused:
        return [FieldError("questions", "wrong_question", _("A question lacks its name or its choices."))]
    if len(wishes.questions) > MOST_QUESTIONS:
        return [FieldError("questions", "too_many", _("A category can ask ten questions."))]
    return []
