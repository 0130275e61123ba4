"""Who is told of a hearing: those who follow its plan or its surroundings, landowners, and bodies that were asked."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from delivery.models import OutboxMessage
from geo.models import Municipality
from geo.tenancy import in_town
from participation.following import Wish, confirm_follow, confirm_token, follow
from participation.models import Follow
from tests.factories import make_halves, make_town
from tests.mail import carry_all, mail_server, plain
from tests.zoning.factories import make_hearing, make_plan
from zoning.clock import town_today
from zoning.models import Hearing, Landowner, Plan
from zoning.services.hearings import HearingFacts, cancel_hearing, change_hearing
from zoning.telling import ask_for_reminders, hearing_letter, recipients

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
WHY = {"fi": "Selostus puuttui.", "en": "The report was missing."}


@pytest.fixture
def town() -> Municipality:
    town = make_town()
    make_halves(town)
    return town


@pytest.fixture
def plan(town: Municipality) -> Plan:
    return make_plan(town, "rantatie", state="04")


def follows(town: Municipality, topic: str, reference: str, email: str) -> None:
    made = follow(town=town, wish=Wish(topic, reference, email, "en")).follow
    with in_town(town):
        kept = Follow.objects.select_related("follower").get(pk=made.pk)
    confirm_follow(town=town, follow_id=kept.public_id, token=confirm_token(kept))


def told(town: Municipality, hearing: Hearing) -> list[str]:
    with in_town(town):
        return sorted(email for email, _who, _name in recipients(town, hearing))


def facts_of(hearing: Hearing) -> HearingFacts:
    return HearingFacts(hearing.kind, hearing.first_day, hearing.last_day)


def test_followers_of_the_plan_its_area_and_a_place_beside_it_are_told_and_others_not(
    town: Municipality, plan: Plan
) -> None:
    follows(town, "plan", "rantatie", "plan@example.org")
    follows(town, "area", "district/W", "west@example.org")
    follows(town, "area", "district/E", "east@example.org")
    follows(town, "near", "513200,6832500,300,Kotiranta", "near@example.org")
    follows(town, "near", "518200,6838500,300,Muualla", "far@example.org")
    assert told(town, make_hearing(plan)) == ["near@example.org", "plan@example.org", "west@example.org"]


def test_a_change_is_told_by_letter_with_its_reason_and_its_new_last_day(town: Municipality, plan: Plan) -> None:
    hearing = make_hearing(plan)
    follows(town, "plan", "rantatie", "plan@example.org")
    with in_town(town):
        Landowner.objects.create(municipality=town, plan=plan, name="Aino", email="aino@example.org", language="en")
    later = replace(facts_of(hearing), last_day=hearing.last_day + 7 * DAY)
    with mail_server() as box:
        change_hearing(town=town, hearing=hearing, facts=later, reason=WHY)
        carry_all()
    for reader in ("plan@example.org", "aino@example.org"):
        (letter,) = [one for one in box.to(reader) if "changed" in str(one["Subject"])]
        assert "The report was missing." in plain(letter)
        assert f"{later.last_day:%-d %b %Y}" in plain(letter).replace("\n", " ")
    assert box.to("plan@example.org")[-1]["List-Unsubscribe"]


def test_that_it_ends_is_told_once_some_days_before(town: Municipality, plan: Plan) -> None:
    hearing = make_hearing(plan, last_day=town_today() + 40 * DAY)
    asked = [ask_for_reminders(town=town, today=hearing.last_day - days * DAY) for days in (8, 7, 6, 0)]
    assert asked == [0, 1, 0, 0]
    assert OutboxMessage.objects.filter(topic="hearing.told").count() == 1


def test_a_cancelled_hearing_reminds_nobody_and_says_that_it_is_cancelled(town: Municipality, plan: Plan) -> None:
    hearing = make_hearing(plan, last_day=town_today() + 40 * DAY)
    follows(town, "plan", "rantatie", "plan@example.org")
    cancel_hearing(town=town, hearing=hearing, reason=WHY)
    assert ask_for_reminders(town=town, today=hearing.last_day) == 0
    with mail_server() as box:
        carry_all()
    assert ["cancelled" in str(letter["Subject"]) for letter in box.to("plan@example.org")].count(True) == 1


def test_who_stopped_following_meanwhile_gets_no_letter(town: Municipality, plan: Plan) -> None:
    hearing = make_hearing(plan)
    follows(town, "plan", "rantatie", "plan@example.org")
    with in_town(town):
        found = Follow.objects.get(topic="plan")
        payload = {"town": town.pk, "hearing": hearing.public_id, "change": None, "follow": found.public_id}
    assert hearing_letter(payload) is not None
    with in_town(town):
        found.delete()
    assert hearing_letter(payload) is None


def test_a_new_hearing_is_news_in_the_digest_of_its_area(town: Municipality, plan: Plan) -> None:
    from participation.news import notice_news
    from participation.topics import follow_topic
    from zoning.following import HEARINGS

    hearing = make_hearing(plan)
    with in_town(town):
        notice_news(town)
        topic = follow_topic("area")
        assert topic is not None
        assert topic.news(town, "district/W", HEARINGS, [hearing.public_id]) == {hearing.public_id}
        assert topic.news(town, "district/E", HEARINGS, [hearing.public_id]) == set()
