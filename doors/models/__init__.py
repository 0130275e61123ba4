"""What the doors know of themselves: released figures as rows, files of open data, and who is told of news."""

from doors.models.layer_files import LayerFiles
from doors.models.released import CoverageArea, ReleasedPopulation
from doors.models.webhooks import Event, Webhook, WebhookDelivery

__all__ = ["CoverageArea", "Event", "LayerFiles", "ReleasedPopulation", "Webhook", "WebhookDelivery"]
