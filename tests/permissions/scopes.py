"""For what a token must be good at each address that takes one: route and method → scope. Others take none."""

from accounts.models import Scope

DESK, HOOKS = "/api/v1/towns/<town>/desk/pins", "/api/v1/towns/<town>/webhooks"

SCOPES: dict[tuple[str, str], Scope] = {
    (DESK, "GET"): Scope.READ,
    (f"{DESK}/<pin>", "GET"): Scope.READ,
    (f"{DESK}/<pin>/updates", "GET"): Scope.READ,
    (f"{DESK}/<pin>", "POST"): Scope.WRITE,
    (f"{DESK}/bulk", "POST"): Scope.WRITE,
    ("/api/v1/towns/<town>/pins", "POST"): Scope.ENTER,
    ("/api/v1/towns/<town>/coverage/exact", "GET"): Scope.EXACT,
    (HOOKS, "GET"): Scope.WEBHOOKS,
    (HOOKS, "POST"): Scope.WEBHOOKS,
    (f"{HOOKS}/<webhook>", "GET"): Scope.WEBHOOKS,
    (f"{HOOKS}/<webhook>", "PATCH"): Scope.WEBHOOKS,
    (f"{HOOKS}/<webhook>", "DELETE"): Scope.WEBHOOKS,
    (f"{HOOKS}/<webhook>/test", "POST"): Scope.WEBHOOKS,
    (f"{HOOKS}/<webhook>/deliveries", "GET"): Scope.WEBHOOKS,
    (f"{HOOKS}/<webhook>/deliveries/<delivery>/again", "POST"): Scope.WEBHOOKS,
}
