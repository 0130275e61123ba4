"""Tokens, webhooks and rounds over the wire. The world has a token, and a webhook with one telling."""

from __future__ import annotations

from accounts.models import ApiToken, Role, Scope
from accounts.tokens import NewToken, issue_system_token
from doors.models import Webhook, WebhookDelivery
from doors.webhooks.signing import enciphered, new_webhook_secret
from geo.ids import new_public_id
from geo.models import Municipality
from geo.tenancy import in_town
from tests.permissions.rows import Row

API, DESK = "/api/v1/towns/<town>/webhooks", "/<town>/desk/webhooks"
ADMIN = ("admin",)

KEYS = (
    Row("see the tokens of programs", "GET", ("/<town>/desk/tokens/",), who=ADMIN),
    Row("make a token", "POST", ("/<town>/desk/tokens/",), who=ADMIN),
    Row(
        "withdraw a token",
        "POST",
        ("/<town>/desk/tokens/<key_id>/end",),
        who=ADMIN,
        fill={"key_id": "<api_token>"},
    ),
    Row("see who is told by webhook", "GET", (f"{DESK}/", f"{DESK}/<webhook>"), who=ADMIN),
    Row(
        "change who is told by webhook",
        "POST",
        (f"{DESK}/", f"{DESK}/<webhook>", f"{DESK}/<webhook>/act", f"{DESK}/<webhook>/deliveries/<delivery>/again"),
        who=ADMIN,
        body={"act": "test"},
    ),
    Row(
        "see who is told by webhook in a program",
        "GET",
        (API, f"{API}/<webhook>", f"{API}/<webhook>/deliveries"),
        who=ADMIN,
    ),
    Row(
        "change who is told by webhook in a program",
        "POST",
        (API, f"{API}/<webhook>/test", f"{API}/<webhook>/deliveries/<delivery>/again"),
        who=ADMIN,
    ),
    Row("change a webhook in a program", "PATCH", (f"{API}/<webhook>",), who=ADMIN),
    Row("end a webhook in a program", "DELETE", (f"{API}/<webhook>",), who=ADMIN),
    Row(
        "read rounds and their results in a program",
        "GET",
        (
            "/api/v1/towns/<town>/budget/rounds",
            "/api/v1/towns/<town>/budget/rounds/<round>",
            "/api/v1/towns/<town>/budget/rounds/<round>/results",
        ),
        fill={"round": "laskettu"},
    ),
    Row(
        "read in a program a result that is not published",
        "GET",
        ("/api/v1/towns/<town>/budget/rounds/<round>/results",),
        who=(),
        fill={"round": "julkaisematta"},
    ),
    Row(
        "read in a program a round that is not published",
        "GET",
        ("/api/v1/towns/<town>/budget/rounds/<round>", "/api/v1/towns/<town>/budget/rounds/<round>/results"),
        who=(),
        fill={"round": "piilossa"},
    ),
)


def key_values(town: Municipality) -> dict[str, str]:
    """The placeholders of a token, a webhook and a telling."""
    issue_system_token(new=NewToken(town, "Diaari", [Scope.READ]), role=Role.CLERK)
    webhook = make_bare_webhook(town)
    with in_town(town):
        told = WebhookDelivery.objects.create(
            municipality=town, webhook=webhook, event="webhook.test", subject="x", occasion="x", state="dead"
        )
    return {
        "api_token": str(ApiToken.objects.get(municipality=town, label="Diaari").pk),
        "webhook": webhook.public_id,
        "delivery": told.public_id,
    }


def make_bare_webhook(town: Municipality) -> Webhook:
    """One whose address nobody looked up."""
    public_id = new_public_id()
    with in_town(town):
        return Webhook.objects.create(
            municipality=town,
            public_id=public_id,
            label="Kirjaamo",
            address="https://kirjaamo.example/",
            events=["pin.published"],
            secret=enciphered(new_webhook_secret(), public_id),
        )
