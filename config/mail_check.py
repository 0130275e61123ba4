"""Does the mail server take us? Connects, turns encryption on and signs in as for a letter, and sends none."""

from __future__ import annotations

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import get_connection


def mail_trouble() -> str:
    """What is wrong, in words for whoever set it; empty when a letter would go out."""
    if not settings.EMAIL_HOST:
        return "KUULUVUUS_MAIL_HOST is not set: letters are written to the log and reach nobody."
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        connection = get_connection()
        connection.open()
        connection.close()
    except (OSError, SMTPException) as error:
        return f"The mail server {server} does not take us: {error}."
    return ""
