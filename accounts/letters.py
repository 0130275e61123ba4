"""The letters of accounts, written when they are sent."""

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from delivery.mail import Letter
from geo.models import Municipality


def password_reset(payload: dict[str, Any]) -> Letter | None:
    """To a user who may sign in; to anybody else nothing is sent."""
    user = User.objects.filter(email=payload["email"], is_active=True).first()
    if user is None:
        return None
    with translation.override(payload["language"]):
        text = _(
            "Somebody, hopefully you, asked for a new password for Kuuluvuus.\n\n"
            "Choose a new password here:\n%(link)s\n\n"
            "The link works for a few days and once. If you did not ask for it, you need not do anything."
        )
        return Letter(user.email, _("A new password for Kuuluvuus"), text % {"link": _password_link(user, payload)})


def invitation(payload: dict[str, Any]) -> Letter | None:
    """To somebody who was given a role: a link that sets the first password, or where to sign in."""
    user = User.objects.filter(email=payload["email"], is_active=True).first()
    town = Municipality.objects.filter(slug=payload["town"]).first()
    if user is None or town is None:
        return None
    with translation.override(payload["language"]):
        desk = payload["base_url"].rstrip("/") + f"/{town.slug}/desk/"
        parts = [_("You have been given a role in Kuuluvuus, the participation service of %(town)s.")]
        if not user.has_usable_password():
            parts.append(_("Choose a password here:\n%(link)s\n\nThe link works for a few days and once."))
        parts.append(_("The staff's desk is here:\n%(desk)s"))
        values = {"town": town.name(payload["language"]), "desk": desk, "link": _password_link(user, payload)}
        return Letter(user.email, _("You are invited to Kuuluvuus"), "\n\n".join(parts) % values)


def _password_link(user: User, payload: dict[str, Any]) -> str:
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return str(payload["base_url"]).rstrip("/") + reverse("account_reset_password_from_key", kwargs=key)


def note(payload: dict[str, Any]) -> Letter:
    """A letter that was written when it was asked for, such as the notice of a changed password."""
    return Letter(payload["to"], payload["subject"], payload["text"])
