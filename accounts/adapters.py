"""How django-allauth behaves here: staff are made by the town, never by themselves; mail goes through the outbox."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from accounts import permissions
from accounts.identified import keep_identified, page_that_asked
from accounts.models import User
from delivery.mail import post_letter

FRESH_S = 300
NOTE_LETTER = "accounts.note"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To the second factor while it is missing, else to the desk of the user's first town."""
        user = request.user
        if not isinstance(user, User):
            return reverse("account_login")
        if permissions.lacks_second_factor(user):
            return reverse("mfa_activate_totp")
        town = user.memberships.valid_on().order_by("pk").values_list("municipality__slug", flat=True).first()
        if town:
            return f"/{town}/desk/"
        return "/new-town" if permissions.may_make_towns(user) else reverse("mfa_index")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def reauthenticate(self, user: User, password: str) -> bool:
        """By the user's own address: there is no separate table of addresses here."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within minutes of signing in: who sets up the second factor first thing is not asked twice."""
        records = context.request.session.get("account_authentication_methods", [])
        return not any(time.time() - record["at"] < FRESH_S for record in records)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        super().send_notification_mail(template_prefix, user, context, email or user.email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        letter = self.render_mail(template_prefix, email, {"email": email, "request": self.request, **context})
        payload = {"to": email, "subject": str(letter.subject), "text": str(letter.body)}
        post_letter(kind=NOTE_LETTER, payload=payload)


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """A provider says who somebody is; that they work here, the town says with `create_staff`."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """A voter is identified for one page and signed in to nothing."""
        page = page_that_asked(request, str(sociallogin.state.get("next") or ""))
        if page:
            account = sociallogin.account
            keep_identified(request, account.provider, account.uid, _claims(account.extra_data or {}))
            raise ImmediateHttpResponse(HttpResponseRedirect(page))


def _claims(said: dict[str, Any]) -> dict[str, Any]:
    """Of the token and of what the provider tells beside it, in one."""
    parts = [said[name] for name in ("id_token", "userinfo") if isinstance(said.get(name), dict)]
    return {name: value for part in parts for name, value in part.items()} if parts else said
