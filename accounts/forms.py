from typing import Any

from allauth.account.forms import ResetPasswordForm
from django.http import HttpRequest
from django.utils.translation import get_language

from accounts.models import normal_email
from accounts.services import ask_password_reset


class AskForReset(ResetPasswordForm):  # type: ignore[misc]
    """Does not look the address up, so it can tell nobody whether it is known."""

    def clean_email(self) -> str:
        return normal_email(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **options: Any) -> str:
        email: str = self.cleaned_data["email"]
        ask_password_reset(email=email, base_url=request.build_absolute_uri("/"), language=get_language() or "fi")
        return email
