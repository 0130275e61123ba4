"""What the webhooks hang on: told by those below when something becomes public."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from budgeting.topics import when_result_published
from doors.models import Webhook
from doors.webhooks.delivering import register_topic
from doors.webhooks.noticing import (
    note_initiative,
    note_outcome,
    note_pin,
    note_plan,
    note_release,
    note_result,
    note_update,
)
from feedback_map.topics import when_initiative_changes, when_outcome_published, when_pin_comes, when_pin_updated
from neighbourhoods.topics import when_released
from zoning.topics import when_plan_changes


class OfATown(Protocol):
    municipality_id: int


News = TypeVar("News", bound=OfATown)


def register_webhooks() -> None:
    register_topic()
    when_pin_comes(_tell_pin)
    when_pin_updated(_tell_update)
    when_outcome_published(_tell_outcome)
    when_plan_changes(_tell_plan)
    when_initiative_changes(_tell_initiative)
    when_result_published(_tell_result)
    when_released(_tell_release)


def _where_anybody_listens(note: Callable[[News], object]) -> Callable[[News], None]:
    """Most towns have no webhooks: one question is all that their news cost."""

    def tell(news: News) -> None:
        if Webhook.objects.filter(municipality_id=news.municipality_id, is_active=True).exists():
            note(news)

    return tell


_tell_pin = _where_anybody_listens(note_pin)
_tell_update = _where_anybody_listens(note_update)
_tell_outcome = _where_anybody_listens(note_outcome)
_tell_plan = _where_anybody_listens(note_plan)
_tell_initiative = _where_anybody_listens(note_initiative)
_tell_result = _where_anybody_listens(note_result)
_tell_release = _where_anybody_listens(note_release)
