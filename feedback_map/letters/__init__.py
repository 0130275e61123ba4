"""The letters about messages: what their senders and those who follow them are told, written when they are sent."""

from delivery.mail import register_letter
from feedback_map.letters.asking import ASKED_LETTER, asked
from feedback_map.letters.telling import FOLLOWED_LETTER, TOLD_LETTER, followed, tell_those_concerned, told
from feedback_map.letters.to_initiator import initiative_letter
from feedback_map.letters.to_sender import confirm, greet_sender, receipt
from feedback_map.letters.to_unit import REOPENED_LETTER, reopened, tell_unit
from feedback_map.services.contacts import CONFIRM_LETTER, RECEIPT_LETTER
from feedback_map.services.initiatives import INITIATIVE_LETTER
from feedback_map.topics import when_pin_comes, when_pin_updated


def register_letters() -> None:
    register_letter(CONFIRM_LETTER, confirm)
    register_letter(RECEIPT_LETTER, receipt)
    register_letter(TOLD_LETTER, told)
    register_letter(FOLLOWED_LETTER, followed)
    register_letter(ASKED_LETTER, asked)
    register_letter(REOPENED_LETTER, reopened)
    register_letter(INITIATIVE_LETTER, initiative_letter)
    when_pin_comes(greet_sender)
    when_pin_updated(tell_those_concerned)
    when_pin_updated(tell_unit)
