"""What the doors know of themselves: released figures as rows, and the files that are made of open data."""

from doors.models.released import CoverageArea, ReleasedPopulation
from doors.models.webhooks import Event, Webhook, WebhookDelivery

__all__ = ["CoverageArea", "Event", "ReleasedPopulation", "Webhook", "WebhookDelivery"]
