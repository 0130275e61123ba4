"""A town's rules of moderation: when messages of a category are shown, and which moderator decides about which."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, StaffChange, User
from feedback_map.models import Category, ModeratorCategory
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town

MOST_SHOWN_BEFORE = 100


@dataclass(frozen=True)
class ShowingRule:
    """When new messages of a category are shown, and after how many shown ones a sender is trusted."""

    shown_when: str
    trusted_after: int


def set_showing(*, town: Municipality, category: Category, rule: ShowingRule) -> None:
    """It holds for messages that come from now on; what waits goes on waiting."""
    field = f"trusted_after_{category.code}"
    errors = []
    if category.municipality_id != town.pk:
        errors.append(FieldError("category", "unknown_category", _("The town has no such category.")))
    if rule.shown_when not in Category.ShownWhen.values:
        errors.append(FieldError(f"shown_when_{category.code}", "unknown_value", _("Choose from the list.")))
    if not 1 <= rule.trusted_after <= MOST_SHOWN_BEFORE:
        errors.append(FieldError(field, "out_of_range", _("Give a number from 1 to 100.")))
    if errors:
        raise Refused(errors)
    Category.objects.filter(pk=category.pk).update(shown_when=rule.shown_when, trusted_after=rule.trusted_after)


@transaction.atomic
def set_moderators_categories(
    *, membership: Membership, categories: Collection[Category], by: User | None = None
) -> None:
    """The categories that a moderator decides about from now on; none named: all. It is noted who said so."""
    if any(category.municipality_id != membership.municipality_id for category in categories):
        raise Refused([FieldError("category", "unknown_category", _("The town has no such category."))])
    held = ModeratorCategory.objects.filter(membership=membership)
    if set(held.values_list("category_id", flat=True)) == {category.pk for category in categories}:
        return
    held.delete()
    ModeratorCategory.objects.bulk_create(
        ModeratorCategory(membership=membership, category=category) for category in categories
    )
    with in_town(membership.municipality):
        StaffChange.objects.create(
            municipality=membership.municipality,
            by=by,
            user=membership.user,
            kind=StaffChange.Kind.ROLE_GIVEN,
            role=membership.role,
            detail=", ".join(sorted(category.code for category in categories))[:300],
        )
