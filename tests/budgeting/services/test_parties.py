"""Working parties: at the place of what is built, never fuller than they may be, and told when they move or not take
place."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from budgeting.models import Proposal, WorkingParty
from budgeting.party_letters import party_letter
from budgeting.services.parties import PartyWords, call_off, change_party, join_party, make_party
from delivery.models import OutboxMessage
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from participation.models import Event
from participation.sign_ups import Coming, cancel_sign_up, key_of_sign_up, people_coming
from tests.budgeting.factories import make_proposal, make_round
from tests.factories import make_town, spot

pytestmark = pytest.mark.django_db
SOON = timezone.now() + datetime.timedelta(days=3)
WHY = {"fi": "Myrsky tulee."}


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


def words(**said: object) -> PartyWords:
    values: dict[str, object] = {"names": {"fi": "Istutetaan puita"}, "starts_at": SOON, **said}
    return PartyWords(**values)  # type: ignore[arg-type]  # the fields of the class


def party(town: Municipality, **said: object) -> WorkingParty:
    proposal = make_proposal(make_round(town), state="decided")
    return make_party(town=town, proposal=proposal, words=words(**said))


def moved(town: Municipality) -> list[str]:
    """The texts of the letters about the party that would go out now."""
    wanted = OutboxMessage.objects.filter(topic="mail", payload__kind="budgeting.party")
    letters = [party_letter(message.payload) for message in wanted]
    return [letter.text for letter in letters if letter is not None]


def test_it_is_an_event_of_the_round_where_the_thing_is_built(town: Municipality) -> None:
    made = party(town, texts={"fi": "Ota lapio."})
    with in_town(town):
        event = Event.objects.get()
        proposal = Proposal.objects.select_related("round").get()
        assert (event.process_id, made.proposal_id) == (proposal.round.process_id, proposal.pk)
    assert event.point == spot(2.5, 2.5)


def test_nothing_is_built_before_it_was_decided(town: Municipality) -> None:
    with pytest.raises(Refused):
        make_party(town=town, proposal=make_proposal(make_round(town), state="won"), words=words())


@pytest.mark.parametrize("said", [{"names": {}}, {"ends_at": SOON}, {"most_people": 0}])
def test_what_cannot_be_is_refused(town: Municipality, said: dict[str, object]) -> None:
    with pytest.raises(Refused):
        party(town, **said)


def test_when_it_moves_those_with_an_address_are_told_and_others_are_not(town: Municipality) -> None:
    made = party(town)
    join_party(town=town, party=made, coming=Coming(email="aino@example.fi"))
    join_party(town=town, party=made, coming=Coming(name="Eino"))
    change_party(town=town, party=made, words=words(texts={"fi": "Ota lapio."}))
    assert moved(town) == []
    change_party(town=town, party=made, words=words(starts_at=SOON + datetime.timedelta(days=1)))
    assert len(moved(town)) == 1


def test_called_off_it_takes_nobody_more_and_tells_why(town: Municipality) -> None:
    made = party(town)
    signed = join_party(town=town, party=made, coming=Coming(email="aino@example.fi"))
    with pytest.raises(Refused):
        call_off(town=town, party=made, why={})
    for _ in range(2):
        call_off(town=town, party=made, why=WHY)
    assert ["Myrsky tulee." in text for text in moved(town)] == [True]
    with pytest.raises(Refused):
        join_party(town=town, party=made, coming=Coming())
    cancel_sign_up(town=town, key=key_of_sign_up(signed))
    assert moved(town) == []


@pytest.mark.django_db(transaction=True)
def test_twenty_who_want_the_last_three_places_at_once_get_three() -> None:
    town = make_town()
    made = party(town, most_people=3)

    def tries(_number: int) -> int:
        try:
            join_party(town=town, party=made, coming=Coming())
        except Refused:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(10) as threads:
        assert sum(threads.map(tries, range(20))) == 3
    with in_town(town):
        assert people_coming(made.event) == 3
