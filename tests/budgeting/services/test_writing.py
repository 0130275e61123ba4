"""Nobody writes a proposal without agreeing to it; the trace tells who came and left; letters carry their own link."""

from __future__ import annotations

import pytest

from budgeting.letters import invite_letter, news_letter
from budgeting.models import ProposalAuthor
from budgeting.services.proposals import end_proposal, makers_shown
from budgeting.services.writing import (
    Invitation,
    agree_to_write,
    author_key,
    author_of,
    invite_author,
    leave_proposal,
)
from delivery.models import OutboxMessage
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.budgeting.factories import make_round
from tests.budgeting.ideas import again, opened, steps
from tests.factories import make_town

AINO = Invitation("Aino@Example.fi", "sv")


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


def test_an_invited_author_counts_only_after_agreeing(town: Municipality) -> None:
    made = opened(make_round(town))
    author = invite_author(town=town, proposal=made, who=AINO)
    with in_town(town):
        assert makers_shown(made) == []
    agree_to_write(town=town, author=author, shown_name="Aino A.")
    with in_town(town):
        assert makers_shown(made) == ["Aino A."]
    assert steps(made)[-1] == "author"


def test_an_address_is_invited_once_by_a_letter_with_its_own_link(town: Municipality) -> None:
    made = opened(make_round(town, "kesa"))
    first, second = (invite_author(town=town, proposal=made, who=AINO) for _ in range(2))
    assert first == second
    letter = invite_letter({"town": town.pk, "author": first.public_id})
    assert letter is not None
    assert letter.to == "aino@example.fi"
    assert f"/sv/{town.slug}/budget/kesa/proposals/1/write/{first.public_id}?key=" in letter.text
    assert OutboxMessage.objects.filter(dedupe=f"invite:{first.public_id}").count() == 1


def test_a_link_opens_only_its_own_author_and_the_key_is_not_kept(town: Municipality) -> None:
    made = opened(make_round(town))
    author = invite_author(town=town, proposal=made, who=AINO)
    key = author_key(author.public_id)
    with in_town(town):
        assert author_of(town, author.public_id, key) == author
        other = key[:-1] + ("A" if key[-1] != "A" else "B")
        assert author_of(town, author.public_id, other) is None
        assert key.encode() not in bytes(ProposalAuthor.objects.get().key_hash or b"")


def test_who_leaves_is_forgotten_and_the_trace_says_that_somebody_left(town: Municipality) -> None:
    made = opened(make_round(town))
    author = invite_author(town=town, proposal=made, who=AINO)
    agree_to_write(town=town, author=author, shown_name="Aino")
    for _ in range(2):
        left = leave_proposal(town=town, author=author)
    assert (left.email, left.shown_name, steps(made).count("author")) == ("", "", 2)
    with in_town(town):
        assert author_of(town, author.public_id, author_key(author.public_id)) is None
    with pytest.raises(Refused, match="left"):
        agree_to_write(town=town, author=author)


def test_authors_hear_by_letter_what_is_decided_until_they_leave(town: Municipality) -> None:
    made = opened(make_round(town))
    author = agree_to_write(town=town, author=invite_author(town=town, proposal=made, who=AINO))
    end_proposal(town=town, proposal=made, state="not_feasible", reason={"sv": "För dyrt."})
    message = OutboxMessage.objects.filter(payload__kind="budgeting.news").get()
    letter = news_letter(message.payload)
    assert letter is not None
    assert "För dyrt." in letter.text
    leave_proposal(town=town, author=author)
    assert news_letter(message.payload) is None


def test_a_round_with_minimal_data_keeps_no_addresses_of_authors(town: Municipality) -> None:
    made = opened(make_round(town, minimal_data=True))
    with pytest.raises(Refused, match="no_contact"):
        invite_author(town=town, proposal=made, who=AINO)


def test_what_is_no_address_is_not_invited(town: Municipality) -> None:
    with pytest.raises(Refused, match="not_an_address"):
        invite_author(town=town, proposal=again(opened(make_round(town))), who=Invitation("aino"))
