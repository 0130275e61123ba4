"""Whoever sets the service up learns whether its letters would go out, and why not."""

from __future__ import annotations

import socket
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from config.mail_check import mail_trouble
from tests.mail import mail_server

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def test_a_server_that_takes_us_is_no_trouble() -> None:
    with mail_server() as box:
        assert mail_trouble() == ""
    assert box.came == []


def test_without_a_server_it_is_said_that_letters_reach_nobody(settings: Settings) -> None:
    settings.EMAIL_HOST = ""
    assert "reach nobody" in mail_trouble()


def test_a_server_that_hangs_or_refuses_is_told_by_name(settings: Settings) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = SMTP, "127.0.0.1", 0.3
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.EMAIL_PORT = silent.getsockname()[1]
        hangs = mail_trouble()
    refuses = mail_trouble()
    for told in (hangs, refuses):
        assert told.startswith(f"The mail server 127.0.0.1:{settings.EMAIL_PORT} does not take us")


@pytest.mark.django_db
def test_the_command_tells_of_each_part_and_ends_badly_when_one_is_not_well() -> None:
    out = StringIO()
    with pytest.raises(CommandError, match="Not everything is in order"):
        call_command("check_service", stdout=out)
    text = out.getvalue()
    assert "in order  database" in text and "NOT WELL  worker" in text and "NOT WELL  mail" in text
