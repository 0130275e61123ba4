"""Following: what can be followed, whose it is, and that it is gone when it is erased."""

from __future__ import annotations

import pytest

from delivery.models import OutboxMessage
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from participation.following import (
    Wish,
    confirm_follow,
    confirm_token,
    end_follow,
    end_follows_of,
    follow,
    key_of,
)
from participation.models import Follow, Follower
from tests.factories import make_category, make_halves, make_town

pytestmark = pytest.mark.django_db
READER = "risto@example.fi"


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town()
    make_halves(town)
    make_category(town, "streets")
    return town


def running(town: Municipality) -> list[str]:
    with in_town(town):
        return sorted(str(one) for one in Follow.objects.running(town))


def followed(town: Municipality, reference: str = "streets") -> Follow:
    made = follow(town=town, wish=Wish("category", reference, email=READER)).follow
    confirm_follow(town=town, follow_id=made.public_id, token=confirm_token(made))
    return made


@pytest.mark.parametrize(
    ("topic", "reference"),
    [
        ("area", "district/X"),
        ("area", "district"),
        ("category", "none"),
        ("near", "1,2,3,x"),
        ("near", "400000,6700000,500,elsewhere"),
        ("near", "512000,6832000,7,too near"),
        ("pin", "0123456789012345678901"),
        ("street", "a"),
        ("nothing", "x"),
    ],
)
def test_what_does_not_exist_cannot_be_followed(town: Municipality, topic: str, reference: str) -> None:
    with pytest.raises(Refused):
        follow(town=town, wish=Wish(topic, reference, email=READER))


def test_a_place_is_kept_to_the_nearest_hundred_metres(town: Municipality) -> None:
    made = follow(town=town, wish=Wish("near", "512049,6832051,500,Kotini"))
    assert made.follow.reference == "512000,6832100,500,Kotini"


def test_whoever_only_types_an_address_gets_no_key_and_changes_nothing_of_its_holders(town: Municipality) -> None:
    followed(town)
    made = follow(town=town, wish=Wish("area", "district/W", email=READER.upper(), language="sv", rhythm="daily"))
    assert made.key is None
    assert running(town) == ["category streets"]
    with in_town(town):
        holder = Follower.objects.get()
    assert (holder.language, holder.rhythm) == ("fi", "weekly")


def test_a_link_of_one_thing_confirms_no_other(town: Municipality) -> None:
    first = follow(town=town, wish=Wish("category", "streets", email=READER)).follow
    second = follow(town=town, wish=Wish("area", "district/W", email=READER)).follow
    assert confirm_follow(town=town, follow_id=first.public_id, token=confirm_token(second)) is None
    assert running(town) == []


def test_the_key_alone_follows_more_and_ends_what_is_its_own(town: Municipality) -> None:
    key = key_of(followed(town).follower)
    made = follow(town=town, wish=Wish("area", "district/W"), key=key)
    assert running(town) == ["area district/W", "category streets"]
    assert not end_follow(town=town, key="another's", follow_id=made.follow.public_id)
    assert end_follow(town=town, key=key, follow_id=made.follow.public_id)
    assert running(town) == ["category streets"]


def test_the_database_holds_no_key_and_no_link(town: Municipality) -> None:
    made = followed(town)
    with in_town(town):
        kept = repr([*Follow.objects.values_list(), *Follower.objects.values_list()])
    assert key_of(made.follower) not in kept
    assert confirm_token(made) not in kept
    queued = repr(list(OutboxMessage.objects.values_list("payload", "dedupe")))
    assert confirm_token(made) not in queued
    assert READER not in queued


def test_erasing_an_address_ends_all_that_it_follows(town: Municipality) -> None:
    followed(town)
    assert end_follows_of(town=town, email=READER.upper()) == 1
    with in_town(town):
        assert not Follow.objects.exists()
        assert not Follower.objects.exists()


def test_followers_of_one_town_are_not_seen_in_another(town: Municipality) -> None:
    key = key_of(followed(town).follower)
    other = make_town()
    assert not end_follow(town=other, key=key)
    with in_town(other):
        assert not Follower.objects.exists()
    assert running(town) == ["category streets"]
