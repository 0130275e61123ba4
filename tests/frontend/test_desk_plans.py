"""The registry of plans at the desk: planners enter, step, publish; clerks read."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Role, User
from accounts.services import Post, create_staff
from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import make_town
from tests.wire import degrees
from tests.zoning.factories import make_hearing, make_plan, make_version
from zoning.models import ParticipationScheme, Plan, PlanDocument, PlanObject, PlanVersion, PublishedPlan

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Municipality:
    return make_town("kokeila", languages=["fi", "sv"])


def staff(town: Municipality, role: Role = Role.PLANNER) -> Client:
    user: User = create_staff(email=f"{role}@kokeila.fi", post=Post(town, role)).user
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    return client


def drawing(*codes: str) -> SimpleUploadedFile:
    """A square kilometre cut into strips, one for each code; without codes, the area itself."""
    features = []
    for number, code in enumerate(codes or ("",)):
        south, north = 2 + number / max(len(codes), 1), 2 + (number + 1) / max(len(codes), 1)
        ring = [degrees(x, y) for x, y in ((2, south), (3, south), (3, north), (2, north), (2, south))]
        properties = {"id": str(number), "code": code} if code else {}
        shape = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": properties, "geometry": shape})
    body = json.dumps({"type": "FeatureCollection", "features": features})
    return SimpleUploadedFile("kaava.geojson", body.encode(), "application/geo+json")


def entered(**others: Any) -> dict[str, Any]:
    return {"names_fi": "Pajakatu", "kind": "31", "initiator": "town", "initiated_on": "2026-01-08", **others}


def test_a_plan_is_entered_with_its_area_from_a_file_and_shown_to_everybody(town: Municipality) -> None:
    desk = staff(town)
    answer = desk.post("/kokeila/desk/plans/new", entered(drawing=drawing()))
    assert answer.headers["Location"] == "/kokeila/desk/plans/pajakatu/"
    assert not PublishedPlan.objects.exists()
    desk.post("/kokeila/desk/plans/pajakatu/publish")
    assert PublishedPlan.objects.get().area_m2 == pytest.approx(1_000_000, rel=1e-4)


def test_a_form_that_is_refused_keeps_what_was_written(town: Municipality) -> None:
    answer = staff(town).post("/kokeila/desk/plans/new", entered(names_fi="", case_number="MliDno-7"))
    assert answer.status_code == 400
    assert "MliDno-7" in answer.content.decode()


def test_a_file_that_is_no_drawing_is_refused_with_the_reason(town: Municipality) -> None:
    wrong = SimpleUploadedFile("kaava.geojson", b"not geojson")
    answer = staff(town).post("/kokeila/desk/plans/new", entered(drawing=wrong))
    assert answer.status_code == 400
    assert 'id="drawing-wrong"' in answer.content.decode()


def test_the_next_step_is_written_down_and_a_forbidden_one_is_refused_with_its_rule(town: Municipality) -> None:
    make_plan(town, "paja", state="03")
    desk, path = staff(town), "/kokeila/desk/plans/paja/step"
    refused = desk.post(path, {"state": "04", "on": "2026-02-01", "handling": "11"})
    assert refused.status_code == 400
    assert "Valtakunnallinen taulukko sallituista tapahtumista" in refused.content.decode()
    assert desk.post(path, {"state": "04", "on": "2026-02-01", "handling": "07", "decision": "08"}).status_code == 302
    with in_town(town):
        assert Plan.objects.get().state == "04"


def test_an_approval_is_not_offered_as_a_plain_step(town: Municipality) -> None:
    make_plan(town, "paja", state="04")
    page = staff(town).get("/kokeila/desk/plans/paja/step").content.decode()
    states = page[page.index('id="state"') : page.index('id="on"')]
    assert '<option value="05"' in states
    assert '<option value="06"' not in states


def test_a_step_upon_a_plan_that_changed_meanwhile_is_not_taken(town: Municipality) -> None:
    plan = make_plan(town, "paja", state="03")
    seen = {"state": "04", "on": "2026-02-01", "version": plan.version}
    desk = staff(town)
    desk.post("/kokeila/desk/plans/paja/edit", entered(version=plan.version))
    assert desk.post("/kokeila/desk/plans/paja/step", seen).status_code == 400


def test_an_option_comes_with_its_drawing_and_is_published(town: Municipality) -> None:
    make_plan(town, "paja")
    desk = staff(town)
    said = {"stage": "draft", "option": "A", "texts_fi": "Puisto jää.", "drawing": drawing("AK", "VP")}
    assert desk.post("/kokeila/desk/plans/paja/versions/new", said).status_code == 302
    with in_town(town):
        version = PlanVersion.objects.get()
        assert sorted(PlanObject.objects.values_list("code", flat=True)) == ["AK", "VP"]
    desk.post(f"/kokeila/desk/plans/paja/versions/{version.public_id}/publish")
    with in_town(town):
        assert PlanVersion.objects.published().exists()


def test_a_version_on_display_is_not_removed_and_the_page_says_why(town: Municipality) -> None:
    plan = make_plan(town, "paja", state="04")
    version = make_version(plan)
    make_hearing(plan, "proposal", version)
    path = f"/kokeila/desk/plans/paja/versions/{version.public_id}/publish"
    answer = staff(town).post(path, {"remove": "1"}, follow=True)
    assert "on tai on ollut nähtävillä" in answer.content.decode()
    with in_town(town):
        assert PlanVersion.objects.exists()


def test_a_document_is_added_published_and_withdrawn(town: Municipality) -> None:
    make_plan(town, "paja")
    desk = staff(town)
    said = {
        "names_fi": "Kaavaselostus",
        "type": "06",
        "dated_on": "2026-03-02",
        "language_of": "fi",
        "publicity": "1",
        "personal_data": "1",
        "retention": "01",
        "file": SimpleUploadedFile("selostus.pdf", b"%PDF-1.7"),
    }
    assert desk.post("/kokeila/desk/plans/paja/documents/new", said).status_code == 302
    with in_town(town):
        document = PlanDocument.objects.get()
    path = f"/kokeila/desk/plans/paja/documents/{document.public_id}"
    assert desk.get(f"{path}/file").content == b"%PDF-1.7"
    desk.post(f"{path}/publish")
    assert Client().get(f"/kokeila/plans/paja/documents/{document.public_id}").status_code == 200
    desk.post(f"{path}/publish", {"withdraw": "1"})
    assert Client().get(f"/kokeila/plans/paja/documents/{document.public_id}").status_code == 404


SCHEME = {
    "purpose.fi": "Asumista tutkitaan.",
    "area.fi": "Pajakadun varsi.",
    "parties.0.names.fi": "Maanomistajat",
    "methods.0.names.fi": "Nähtävilläolo",
    "impacts.0.names.fi": "Liikenne",
    "contacts.0.names.fi": "Kaavoittaja",
    "contacts.0.phone": "015 1941",
    "timetable.0.names.fi": "Ehdotus",
    "timetable.0.from": "2026-05",
}


def test_a_scheme_is_written_row_by_row_and_published_when_it_is_whole(town: Municipality) -> None:
    make_plan(town, "paja")
    desk, path = staff(town), "/kokeila/desk/plans/paja/scheme"
    desk.post(path, {name: text for name, text in SCHEME.items() if not name.startswith("impacts")})
    desk.post(f"{path}/publish")
    assert Client().get("/kokeila/plans/paja/scheme").status_code == 404
    assert "Kerro, mitkä vaikutukset arvioidaan." in desk.get("/kokeila/desk/plans/paja/").content.decode()
    desk.post(path, SCHEME)
    desk.post(f"{path}/publish")
    assert "015 1941" in Client().get("/kokeila/plans/paja/scheme").content.decode()


def test_a_scheme_with_a_wrong_month_keeps_what_was_written(town: Municipality) -> None:
    make_plan(town, "paja")
    answer = staff(town).post("/kokeila/desk/plans/paja/scheme", {**SCHEME, "timetable.0.from": "kevät"})
    assert answer.status_code == 400
    assert 'value="Maanomistajat"' in answer.content.decode()
    with in_town(town):
        assert not ParticipationScheme.objects.exists()


def test_a_clerk_reads_the_registry_and_has_no_buttons(town: Municipality) -> None:
    make_plan(town, "paja", published_at=None)
    page = staff(town, Role.CLERK).get("/kokeila/desk/plans/paja/").content.decode()
    assert "/kokeila/desk/plans/paja/step" not in page
    assert "/kokeila/desk/plans/paja/" in staff(town, Role.PLANNER).get("/kokeila/desk/plans/").content.decode()
