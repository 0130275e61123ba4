"""What residents say of an answer, of abuse, and what they follow, over the wire.

The world has a message that was done, with a supporter, and somebody who follows something by a link alone.
"""

from __future__ import annotations

import shapely

from feedback_map.models import Pin, StateType
from feedback_map.services import Change, PinInput, Words, answer_pin, change_state, place_pin
from feedback_map.services.states import state_of_type
from geo.models import Municipality
from geo.tenancy import in_town
from participation.following import Wish, follow
from tests.factories import SOUTH, WEST
from tests.permissions.rows import Row

API = "/api/v1/towns/<town>"
DONE, FOLLOWING = "a message that was done", "something that is followed"
RATING, NOT_FIXED = f"{API}/pins/<pin>/rating", f"{API}/pins/<pin>/not-fixed"

VOICES = (
    Row("rate an answer without the key", "POST", (RATING,), who=()),
    Row("rate an answer with the key", "POST", (f"{RATING}?key=<key>",), phase=DONE, body={"score": 4}),
    Row("say with the key that it is not fixed", "POST", (f"{NOT_FIXED}?key=<key>",), phase=DONE),
    Row("say with a wrong key that it is not fixed", "POST", (f"{NOT_FIXED}?key=x",), who=(), phase=DONE),
    Row("say as one of its supporters that it is not fixed", "POST", (NOT_FIXED,)),
    Row("say that something unpublished is not fixed", "POST", (NOT_FIXED,), who=(), phase="private pin"),
    Row("report a message in a program", "POST", (f"{API}/pins/<pin>/reports",), body={"reason": "other"}),
    Row(
        "report what is not published in a program",
        "POST",
        (f"{API}/pins/<pin>/reports",),
        who=(),
        phase="private pin",
        body={"reason": "other"},
    ),
    Row(
        "follow something in a program",
        "POST",
        (f"{API}/follows",),
        body={"topic": "street", "reference": "Rantakatu"},
    ),
    Row(
        "read by the key what is followed",
        "GET",
        (f"{API}/follows/<key>", f"{API}/follows/<key>/<follow>"),
        phase=FOLLOWING,
    ),
    Row(
        "end by the key what is followed",
        "DELETE",
        (f"{API}/follows/<key>", f"{API}/follows/<key>/<follow>"),
        phase=FOLLOWING,
    ),
    Row("read what another follows", "GET", (f"{API}/follows/<key>", f"{API}/follows/<key>/<follow>"), who=()),
    Row("end what another follows", "DELETE", (f"{API}/follows/<key>", f"{API}/follows/<key>/<follow>"), who=()),
)


def voice_phases(town: Municipality) -> dict[str, dict[str, str]]:
    made = follow(town=town, wish=Wish("street", "Rantakatu"))
    return {DONE: _done(town), FOLLOWING: {"key": made.key or "", "follow": made.follow.public_id}}


def _done(town: Municipality) -> dict[str, str]:
    """Its sender holds the key."""
    place = shapely.Point(WEST + 2500, SOUTH + 2000)
    placed = place_pin(town=town, pin=PinInput(kind="feedback", text="Kuoppa", category="streets", geometry=place))
    with in_town(town):
        pin = Pin.objects.get(public_id=placed.id)
    answer_pin(town=town, pin=pin, words=Words("Paikattu."), change=Change())
    change_state(town=town, pin=pin, state=state_of_type(town, StateType.DONE), change=Change())
    return {"pin": placed.id, "key": placed.follow_key}
