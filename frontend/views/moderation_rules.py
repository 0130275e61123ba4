"""/<town>/desk/moderation/rules – when messages of each category are shown, and which moderator decides about which."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.models import Membership
from feedback_map.models import Category, ModeratorCategory
from feedback_map.moderation_queue import MODERATE
from feedback_map.permissions import may_change_routing
from feedback_map.services import ShowingRule, set_moderators_categories, set_showing
from frontend.desk.rights import rights
from frontend.pages import page_of, show_privately
from frontend.views.desk import desk_page
from frontend.views.routing import me
from geo.models import Municipality
from geo.refusals import FieldError, Refused


@desk_page(may_change_routing)
def moderation_rules(request: HttpRequest, town: Municipality) -> HttpResponse:
    """All categories in one form: they are saved together, or none of them."""
    errors: list[FieldError] = []
    if request.method == "POST":
        errors = _set_all(request, town)
        if not errors:
            messages.success(request, _("New messages are shown by these rules from now on."))
            return HttpResponseRedirect(page_of(request).url("desk_moderation_rules"))
    context = {
        "categories": _told(request, town, is_wrong=bool(errors)),
        "choices": Category.ShownWhen.choices,
        "errors": {error.field: error.detail for error in errors},
        "moderators": _moderators(town),
        **rights(request, town),
    }
    return show_privately(request, "frontend/desk/moderation_rules.html", context, status=400 if errors else 200)


@desk_page(may_change_routing)
def moderators_categories(request: HttpRequest, town: Municipality, moderator: int) -> HttpResponse:
    """The categories that are ticked; with none ticked, all. A code that nobody knows changes nothing."""
    held = Membership.objects.valid_on().filter(municipality=town, role__in=MODERATE)
    found = get_object_or_404(held.select_related("user", "municipality"), pk=moderator)
    asked = set(request.POST.getlist("category"))
    ticked = [one for one in (*_categories(town), *_out_of_use(found)) if one.code in asked]
    if len(ticked) < len(asked):
        messages.error(request, _("Nothing was saved: the town has no such category any more. Look at the list again."))
    else:
        set_moderators_categories(membership=found, categories=ticked, by=me(request))
        messages.success(request, _("Saved: what %(who)s decides about.") % {"who": found.user.email})
    return HttpResponseRedirect(page_of(request).url("desk_moderation_rules") + "#moderators")


def _categories(town: Municipality) -> Any:
    return Category.objects.filter(municipality=town, is_active=True)


def _out_of_use(held: Membership) -> QuerySet[Category]:
    """What a moderator was given and the town uses no more: it stays theirs, as none at all would mean every one."""
    given = ModeratorCategory.objects.filter(membership=held)
    return Category.objects.filter(pk__in=given.values("category_id"), is_active=False)


def _set_all(request: HttpRequest, town: Municipality) -> list[FieldError]:
    """Every reason why one of them cannot be set; then none is."""
    errors: list[FieldError] = []
    with transaction.atomic():
        for category in _categories(town):
            try:
                set_showing(town=town, category=category, rule=_rule(request, category))
            except Refused as refused:
                errors += refused.errors
        if errors:
            transaction.set_rollback(True)
    return errors


def _rule(request: HttpRequest, category: Category) -> ShowingRule:
    number = request.POST.get(f"trusted_after_{category.code}", "").strip()
    is_number = number.isascii() and number.isdigit() and len(number) < 6
    return ShowingRule(request.POST.get(f"shown_when_{category.code}", ""), int(number) if is_number else 0)


def _told(request: HttpRequest, town: Municipality, *, is_wrong: bool) -> list[dict[str, Any]]:
    """The categories as they are, or as they were sent."""
    said = request.POST if is_wrong else {}
    return [
        {
            "code": one.code,
            "names": one.names,
            "shown_when": said.get(f"shown_when_{one.code}", one.shown_when),
            "trusted_after": said.get(f"trusted_after_{one.code}", one.trusted_after),
            "number": f"trusted_after_{one.code}",
        }
        for one in _categories(town)
    ]


def _moderators(town: Municipality) -> list[dict[str, Any]]:
    held = Membership.objects.valid_on().filter(municipality=town, role__in=MODERATE)
    chosen = list(ModeratorCategory.objects.filter(membership__in=held).select_related("category"))
    given = {each.pk: [one.category for one in chosen if one.membership_id == each.pk] for each in held}
    return [
        {
            "held": each,
            "codes": [one.code for one in given[each.pk]],
            "out_of_use": [one for one in given[each.pk] if not one.is_active],
        }
        for each in held.select_related("user", "area").order_by("user__email", "pk")
    ]
