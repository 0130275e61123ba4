"""Who may do what at the addresses of tokens, webhooks and rounds over the wire."""

from tests.architecture.who import ANYONE_READS, STAFF

KEYS: dict[str, set[str]] = {
    "api-budget-rounds": ANYONE_READS,
    "api-budget-round": ANYONE_READS,
    "api-budget-results": ANYONE_READS,  # once they are told
    "api-webhooks": STAFF,
    "api-webhook": STAFF,
    "api-webhook-test": STAFF,
    "api-webhook-deliveries": STAFF,
    "api-webhook-again": STAFF,
    "desk_tokens": STAFF,
    "desk_token_end": STAFF,
    "desk_webhooks": STAFF,
    "desk_webhook": STAFF,
    "desk_webhook_act": STAFF,
    "desk_webhook_again": STAFF,
}
