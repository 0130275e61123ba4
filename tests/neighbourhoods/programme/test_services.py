"""Programmes are written by those who keep them, and an older version never writes over a newer one."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from neighbourhoods.models import Evidence, Measure
from neighbourhoods.programme.services import (
    MeasureWords,
    Progress,
    Shown,
    StaleEdit,
    add_evidence,
    change_measure,
    change_programme,
    remove_evidence,
    remove_measure,
    tell_progress,
)
from tests.factories import make_town
from tests.neighbourhoods.programmes import make_a_goal, make_a_measure, make_a_programme, programme_words

DAY = datetime.date(2026, 3, 1)


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


@pytest.fixture
def measure(town: Municipality) -> Measure:
    return make_a_measure(make_a_goal(make_a_programme(town)))


def test_an_edit_from_an_older_version_is_not_taken(town: Municipality, measure: Measure) -> None:
    words = MeasureWords(titles={"fi": "Toisin"}, owner_words="Viestintä")
    changed = change_measure(town=town, measure=measure, words=words, version=1)
    assert changed.version == 2
    with pytest.raises(StaleEdit) as stale:
        change_measure(
            town=town, measure=measure, words=MeasureWords(titles={"fi": "Kolmas"}, owner_words="x"), version=1
        )
    assert stale.value.current.titles == {"fi": "Toisin"}


def test_the_same_words_again_change_nothing(town: Municipality, measure: Measure) -> None:
    progress = Progress("under_way", {"fi": "Aloitettu"}, DAY)
    first = tell_progress(town=town, measure=measure, progress=progress, version=1)
    assert tell_progress(town=town, measure=measure, progress=progress, version=1).version == first.version == 2


def test_a_programme_too_is_not_written_over(town: Municipality) -> None:
    programme = make_a_programme(town)
    change_programme(town=town, programme=programme, words=programme_words(approved_by="Valtuusto"), version=1)
    with pytest.raises(StaleEdit):
        change_programme(town=town, programme=programme, words=programme_words(approved_by="Hallitus"), version=1)


def test_a_measure_without_anybody_responsible_is_refused(town: Municipality, measure: Measure) -> None:
    with pytest.raises(Refused):
        change_measure(town=town, measure=measure, words=MeasureWords(titles={"fi": "Kuka?"}), version=1)
    with in_town(town), pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(pk=measure.pk).update(owner_words="")


def test_a_measure_that_is_given_up_says_why(town: Municipality, measure: Measure) -> None:
    with pytest.raises(Refused):
        tell_progress(town=town, measure=measure, progress=Progress("dropped"), version=1)
    with in_town(town), pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(pk=measure.pk).update(status="dropped")


def test_a_measure_that_was_begun_stays_in_the_books(town: Municipality, measure: Measure) -> None:
    begun = tell_progress(town=town, measure=measure, progress=Progress("under_way"), version=1)
    with pytest.raises(Refused):
        remove_measure(town=town, measure=begun)
    other = make_a_measure(measure.goal, "Toinen")
    remove_measure(town=town, measure=other)
    remove_measure(town=town, measure=other)
    with in_town(town):
        assert list(Measure.objects.all()) == [measure]


def test_evidence_is_one_thing_and_the_same_thing_counts_once(town: Municipality, measure: Measure) -> None:
    shown = Shown(DAY, "https://mikkeli.fi/osallistu", {"fi": "Sivu"})
    once = add_evidence(town=town, measure=measure, shown=shown, by=None)
    assert add_evidence(town=town, measure=measure, shown=shown, by=None) == once
    for wrong in (Shown(DAY), Shown(DAY, "javascript:alert(1)"), Shown(DAY, "ei osoite")):
        with pytest.raises(Refused):
            add_evidence(town=town, measure=measure, shown=wrong, by=None)
    remove_evidence(town=town, measure=measure, evidence=once.public_id)
    with in_town(town):
        assert not Evidence.objects.exists()


def test_a_programme_that_ends_before_it_begins_is_refused(town: Municipality) -> None:
    with pytest.raises(Refused):
        make_a_programme(town, ends_on=datetime.date(2024, 1, 1))


def test_another_town_sees_nothing_of_a_programme(town: Municipality, measure: Measure) -> None:
    with in_town(make_town()):
        assert not Measure.objects.exists()
