"""Participation and assessment schemes: whole before they are published, unchanged after, and versioned."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.refusals import Refused
from geo.tenancy import in_town
from tests.factories import make_town
from tests.zoning.factories import make_plan
from zoning.models import ParticipationScheme
from zoning.services import SchemeFacts, publish_scheme, write_scheme
from zoning.services.schemes import untranslated

pytestmark = pytest.mark.django_db


def whole() -> SchemeFacts:
    return SchemeFacts(
        purpose={"fi": "Kortteliin tutkitaan asumista.", "sv": "Boende utreds."},
        area={"fi": "Pajakadun varsi."},
        parties=[{"names": {"fi": "Maanomistajat"}, "why": {"fi": "Kaava koskee heidän maataan."}}],
        methods=[{"names": {"fi": "Suunnitelma nähtävillä"}, "phase": {"fi": "Aloitus"}}, {"names": {}}],
        impacts=[{"names": {"fi": "Liikenne"}, "how": {"fi": "Selvitys"}}],
        contacts=[{"names": {"fi": "Kaavoittaja"}, "phone": "015 1941", "email": "kaavoitus@example.fi"}],
        timetable=[{"names": {"fi": "Ehdotus"}, "from": "2026-05", "to": "2026-06"}],
    )


def test_a_scheme_is_published_whole_or_not_at_all() -> None:
    town = make_town()
    plan = make_plan(town)
    scheme = write_scheme(town=town, plan=plan, facts=replace(whole(), parties=[], impacts=[]))
    with pytest.raises(Refused) as refused:
        publish_scheme(town=town, scheme=scheme)
    assert {error.field for error in refused.value.errors} == {"parties", "impacts"}
    publish_scheme(town=town, scheme=write_scheme(town=town, plan=plan, facts=whole()))
    with in_town(town):
        assert [one.number for one in ParticipationScheme.objects.published()] == [1]


def test_what_is_published_is_not_edited_but_followed_by_the_next_version() -> None:
    town = make_town()
    plan = make_plan(town)
    publish_scheme(town=town, scheme=write_scheme(town=town, plan=plan, facts=whole()))
    second = write_scheme(town=town, plan=plan, facts=replace(whole(), area={"fi": "Laajempi alue."}))
    assert second.number == 2
    with pytest.raises(Refused) as refused:
        publish_scheme(town=town, scheme=second)
    assert [error.field for error in refused.value.errors] == ["changes"]
    with in_town(town):
        assert ParticipationScheme.objects.get(number=1).area == {"fi": "Pajakadun varsi."}


def test_empty_rows_of_a_list_are_left_out_and_months_are_months() -> None:
    town = make_town()
    plan = make_plan(town)
    assert len(write_scheme(town=town, plan=plan, facts=whole()).methods) == 1
    with pytest.raises(Refused) as refused:
        write_scheme(town=town, plan=plan, facts=replace(whole(), timetable=[{"names": {"fi": "x"}, "from": "kevät"}]))
    assert [error.code for error in refused.value.errors] == ["not_a_month"]


def test_what_is_not_translated_is_told() -> None:
    town = make_town()
    scheme = write_scheme(town=town, plan=make_plan(town), facts=whole())
    assert "purpose" not in untranslated(scheme, ["sv"])["sv"]
    assert "parties" in untranslated(scheme, ["sv"])["sv"]
    assert untranslated(scheme, ["fi"]) == {}
