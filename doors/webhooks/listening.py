"""What the webhooks hang on: told by those below when something becomes public."""

from doors.webhooks.delivering import register_topic
from doors.webhooks.noticing import note_outcome, note_pin, note_plan, note_update
from feedback_map.topics import when_outcome_published, when_pin_comes, when_pin_updated
from zoning.topics import when_plan_changes


def register_webhooks() -> None:
    register_topic()
    when_pin_comes(note_pin)
    when_pin_updated(note_update)
    when_outcome_published(note_outcome)
    when_plan_changes(note_plan)
