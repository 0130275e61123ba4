"""Which of the desk's pages somebody may open, for its navigation."""

from __future__ import annotations

from django.http import HttpRequest

from accounts import permissions
from budgeting.permissions import may_enter_ballots
from feedback_map.permissions import may_change_routing
from geo.models import Municipality
from zoning.permissions import may_read_statements


def rights(request: HttpRequest, town: Municipality) -> dict[str, bool]:
    """What the desk's navigation shows to this user."""
    return {
        "may_answer": permissions.may_answer(request.user, town),
        "may_moderate": permissions.may_moderate(request.user, town),
        "may_see_contact": permissions.may_see_contact(request.user, town),
        "may_read_access_log": permissions.may_read_access_log(request.user, town),
        "may_read_statements": may_read_statements(request.user, town),
        "may_enter_ballots": may_enter_ballots(request.user, town),
        "may_change_rules": may_change_routing(request.user, town),
        "may_manage_staff": permissions.may_manage_staff(request.user, town),
    }
