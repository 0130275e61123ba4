"""How a program says who it acts for, and for what it may be used: `Authorization: Bearer <token>`."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiToken, Scope, User
from accounts.tokens import token_digest


class ScopeMissing(PermissionDenied):
    """The token is good, but not for this. Answered with 403 and the scope that is needed."""

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope


class BearerAuthentication(BaseAuthentication):
    """A token of an active user. Unknown, expired, withdrawn and malformed ones get one and the same answer.

    A view names the scope of each of its methods in `scopes`; one that names none takes no token.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, token = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        found = (
            ApiToken.objects.select_related("user")
            .filter(digest=token_digest(token.decode("latin-1").strip()), withdrawn_at=None)
            .filter(expires_at__gt=timezone.now(), user__is_active=True)
            .first()
        )
        if found is None:
            raise AuthenticationFailed(_("This token is not valid."), code="invalid_token")
        _demand_scope(found, request)
        self._note_use(found)
        found.user.__dict__["_has_second_factor"] = True  # a token is given out by the operator, and is no password
        found.user.__dict__["_only_town"] = found.municipality_id
        return found.user, found

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"

    def _note_use(self, token: ApiToken) -> None:
        """Once a day, so that unused tokens can be found without a write on each request."""
        today = timezone.localdate()
        if token.last_used_on != today:
            ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)


def scope_of_view(view: Any, method: str) -> Scope | None:
    """For what a token must be good at a view's method."""
    return getattr(view, "scopes", {}).get("GET" if method == "HEAD" else method)


def _demand_scope(token: ApiToken, request: Request) -> None:
    view, method = request.parser_context.get("view"), str(request.method)
    if view is None or not hasattr(view, method.lower()):
        return  # no view of ours, or a method that it will refuse
    scope = scope_of_view(view, method)
    if scope is None or scope not in token.scopes:
        raise ScopeMissing(scope or "")
