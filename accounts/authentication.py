"""How a program says who it acts for: `Authorization: Bearer <token>`."""

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.services import token_digest


class BearerAuthentication(BaseAuthentication):
    """A token of an active user. Unknown, expired and malformed ones get one and the same answer."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, token = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        found = (
            ApiToken.objects.select_related("user")
            .filter(digest=token_digest(token.decode("latin-1").strip()))
            .filter(expires_at__gt=timezone.now(), user__is_active=True)
            .first()
        )
        if found is None:
            raise AuthenticationFailed(_("This token is not valid."), code="invalid_token")
        self._note_use(found)
        found.user.__dict__["_has_second_factor"] = True  # a token is given out by the operator, and is no password
        return found.user, found

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"

    def _note_use(self, token: ApiToken) -> None:
        """Once a day, so that unused tokens can be found without a write on each request."""
        today = timezone.localdate()
        if token.last_used_on != today:
            ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
