"""What followed, at the desk: what is owed, writing, picking messages, seeing who is told, telling, taking back."""

from __future__ import annotations

import datetime
import io
import json
from typing import Any

import pytest
import shapely
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import Role
from accounts.services import Post, create_staff
from feedback_map.models import Outcome, OutcomeInput, Photo, Pin, PublishedOutcome, Update
from feedback_map.services import PinInput, place_pin
from feedback_map.services.words import learn_missing_words
from geo import crs
from geo.models import AreaSet, Municipality, Place
from geo.tenancy import in_town
from participation.models import Process
from tests.factories import make_category, make_halves, make_town, spot

URL = "/en/kokeila/desk/outcomes"


@pytest.fixture
def halves(db: None) -> AreaSet:
    town = make_town("kokeila")
    make_category(town, "streets", names={"fi": "Kadut", "en": "Streets"})
    return make_halves(town)


@pytest.fixture
def town(halves: AreaSet) -> Municipality:
    return halves.municipality


@pytest.fixture
def clerk(town: Municipality) -> Client:
    client = Client()
    client.force_login(create_staff(email="clerk@kokeila.fi", post=Post(town, Role.CLERK)).user)
    return client


def closed_process(town: Municipality, slug: str, *themes: str) -> Process:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    return Process.objects.create(
        municipality=town,
        slug=slug,
        title={"en": slug.title()},
        themes=list(themes),
        opens_on="2026-01-01",
        closes_on=yesterday,
    )


def pin_in(town: Municipality, text: str, east: float = 9, **fields: Any) -> Pin:
    place = shapely.Point(*spot(east, 1).coords)
    words = PinInput(kind="feedback", text=text, category="streets", geometry=place, **fields)
    with in_town(town):
        return Pin.objects.get(public_id=place_pin(town=town, pin=words).id)


def written(client: Client, town: Municipality, **fields: str) -> Outcome:
    """An outcome written in the form."""
    said = {"title_fi": "Penkki korjattiin", "text_fi": "Uudet laudat.", "decided_on": "2026-10-01"}
    answer = client.post(f"{URL}/new", said | fields)
    assert answer.status_code == 302, answer.content.decode()
    with in_town(town):
        return Outcome.objects.get(public_id=answer.headers["Location"].rpartition("/")[2])


def text_of(answer: HttpResponse | Any) -> str:
    return str(answer.content.decode())


def test_every_theme_of_a_closed_consultation_is_owed_until_it_is_answered(clerk: Client, town: Municipality) -> None:
    process = closed_process(town, "shores", "beaches", "boats")
    closed_process(town, "plain")
    Process.objects.create(municipality=town, slug="open", themes=["later"], opens_on="2026-01-01")
    html = text_of(clerk.get(URL))
    assert "Owed (3)" in html
    assert "later" not in html
    assert f"{URL}/new?process=shores&amp;theme=beaches" in html
    outcome = written(clerk, town, process="shores", theme="beaches")
    assert "Owed (3)" in text_of(clerk.get(URL)), "a draft answers nobody"
    clerk.post(f"{URL}/{outcome.public_id}/publish", {"version": outcome.version})
    html = text_of(clerk.get(URL))
    assert "Owed (2)" in html
    assert process.slug in html
    assert "theme=beaches" not in html


def test_the_form_comes_with_the_consultation_and_theme_that_were_owed(clerk: Client, town: Municipality) -> None:
    closed_process(town, "shores", "beaches")
    html = text_of(clerk.get(f"{URL}/new?process=shores&theme=beaches"))
    assert '<option value="shores" selected>' in html
    assert 'value="beaches"' in html


def marked(east: float, north: float) -> str:
    longitude, latitude = crs.point_to_wire(*spot(east, north).coords)
    return json.dumps({"type": "Point", "coordinates": [float(longitude), float(latitude)]})


def place_of(town: Municipality, outcome: Outcome) -> tuple[int, int] | None:
    with in_town(town):
        place = Outcome.objects.get(pk=outcome.pk).place
    return place and (round(place.x), round(place.y))


def test_a_place_is_marked_on_the_map_moved_and_taken_away(clerk: Client, town: Municipality) -> None:
    outcome = written(clerk, town, geometry=marked(2, 3))
    assert place_of(town, outcome) == (round(spot(2, 3).x), round(spot(2, 3).y))
    address = f"{URL}/{outcome.public_id}"
    said = {"title_fi": "Penkki korjattiin", "text_fi": "Uudet laudat.", "decided_on": "2026-10-01"}
    html = text_of(clerk.get(address))
    assert "&quot;type&quot;: &quot;Point&quot;" in html and 'data-island="place-picker"' in html
    moved = {"geometry": marked(4, 4), "version": str(outcome.version)}
    assert clerk.post(address, said | moved).status_code == 302
    assert place_of(town, outcome) == (round(spot(4, 4).x), round(spot(4, 4).y))
    gone = {"geometry": marked(4, 4), "no_place": "1", "version": str(outcome.version + 1)}
    assert clerk.post(address, said | gone).status_code == 302
    assert place_of(town, outcome) is None


def test_a_place_is_found_by_its_name_without_a_map(clerk: Client, town: Municipality) -> None:
    Place.objects.create(municipality=town, names={"fi": "Rantapuisto"}, code="ranta", kind="park", point=spot(1, 2))
    outcome = written(clerk, town, place="Rantapuisto", geometry=marked(8, 8))
    assert place_of(town, outcome) == (round(spot(1, 2).x), round(spot(1, 2).y))


@pytest.mark.parametrize(
    ("said", "field"), [({"place": "Atlantis"}, "place"), ({"geometry": marked(50, 50)}, "geometry")]
)
def test_a_place_that_is_not_in_the_town_is_told(
    clerk: Client, town: Municipality, said: dict[str, str], field: str
) -> None:
    words = {"title_fi": "Penkki", "text_fi": "Uudet laudat.", "decided_on": "2026-10-01"}
    answer = clerk.post(f"{URL}/new", words | said)
    assert answer.status_code == 400 and f'href="#{field}"' in text_of(answer)


def test_what_is_missing_is_told_and_nothing_written_is_lost(clerk: Client, town: Municipality) -> None:
    answer = clerk.post(f"{URL}/new", {"title_fi": "", "text_fi": "Uudet laudat.", "decided_on": "2026-10-01"})
    assert answer.status_code == 400
    assert 'href="#title_fi"' in text_of(answer)
    assert "Uudet laudat." in text_of(answer)


def test_messages_are_found_by_words_consultation_and_a_drawn_area(clerk: Client, town: Municipality) -> None:
    process = closed_process(town, "shores", "beaches")
    asked = pin_in(town, "A new pier please", process=process)
    other = pin_in(town, "A hole in the road", east=1)
    outcome = written(clerk, town, process="shores", theme="beaches")
    url = f"{URL}/{outcome.public_id}/pick"
    only = text_of(clerk.get(url))
    assert asked.code in only
    assert other.code not in only
    everything = text_of(clerk.get(f"{url}?from=all"))
    assert asked.code in everything
    assert other.code in everything
    learn_missing_words(town=town)
    assert other.code in text_of(clerk.get(f"{url}?from=all&text=hole"))
    assert asked.code not in text_of(clerk.get(f"{url}?from=all&text=hole"))
    lon, lat = crs.to_wire(spot(1, 1).x, spot(1, 1).y)
    ring = ";".join(f"{lon + x:.5f},{lat + y:.5f}" for x, y in ((-0.01, -0.01), (0.01, -0.01), (0, 0.01)))
    drawn = text_of(clerk.get(url, {"from": "all", "in": ring}))
    assert other.code in drawn
    assert asked.code not in drawn


def test_ticked_and_written_down_messages_are_taken_in_with_one_response(clerk: Client, town: Municipality) -> None:
    first, second = pin_in(town, "A new pier please"), pin_in(town, "Mend the pier")
    outcome = written(clerk, town)
    form = {"pin": first.public_id, "codes": f"{second.code.lower()}, Kuusi 9999", "response": "partly", "why": "Half."}
    answer = clerk.post(f"{URL}/{outcome.public_id}/take-in", form, follow=True)
    assert "2 messages taken in." in text_of(answer)
    assert "Kuusi 9999" in text_of(answer)
    with in_town(town):
        rows = OutcomeInput.objects.filter(outcome=outcome).values_list("pin_id", "response", "why")
        assert {(pin, response, why["en"]) for pin, response, why in rows} == {
            (first.pk, "partly", "Half."),
            (second.pk, "partly", "Half."),
        }
    assert first.code not in text_of(clerk.get(f"{URL}/{outcome.public_id}/pick")), "taken in already"


def test_responses_are_changed_and_messages_left_out_in_one_table(clerk: Client, town: Municipality) -> None:
    first, second = pin_in(town, "A new pier please"), pin_in(town, "Mend the pier")
    outcome = written(clerk, town)
    url = f"{URL}/{outcome.public_id}"
    clerk.post(f"{url}/take-in", {"pin": [first.public_id, second.public_id], "response": "noted"})
    form = {
        f"response_{first.public_id}": "not_done",
        f"why_{first.public_id}": "No money.",
        f"response_{second.public_id}": "noted",
        "drop": second.public_id,
    }
    clerk.post(f"{url}/inputs", form)
    with in_town(town):
        (row,) = OutcomeInput.objects.filter(outcome=outcome)
    assert (row.pin_id, row.response, row.why) == (first.pk, "not_done", {"en": "No money."})


def test_before_it_is_told_the_desk_sees_who_is_told(clerk: Client, town: Municipality) -> None:
    pin = pin_in(town, "A new pier please", visibility="private")
    outcome = written(clerk, town)
    url = f"{URL}/{outcome.public_id}"
    clerk.post(f"{url}/take-in", {"pin": pin.public_id, "response": "done"})
    preview = text_of(clerk.get(f"{url}/publish"))
    assert "The sender of 1 message is told what became of it." in preview
    assert pin.code in preview
    with in_town(town):
        assert not Update.objects.filter(pin=pin, kind="outcome").exists(), "looking tells nobody"
        version = Outcome.objects.get().version
    clerk.post(f"{url}/publish", {"version": version})
    with in_town(town):
        update = Update.objects.get(pin=pin, kind="outcome")
    assert update.user is not None
    assert update.user.email == "clerk@kokeila.fi"
    assert "Everybody has been told already" in text_of(clerk.get(f"{url}/publish"))


def test_it_is_withdrawn_from_its_page(clerk: Client, town: Municipality) -> None:
    outcome = written(clerk, town)
    url = f"{URL}/{outcome.public_id}"
    clerk.post(f"{url}/publish", {"version": outcome.version})
    assert PublishedOutcome.objects.count() == 1
    with in_town(town):
        version = Outcome.objects.get().version
    clerk.post(f"{url}/withdraw", {"version": version})
    assert PublishedOutcome.objects.count() == 0


def test_two_clerks_who_write_at_once_lose_no_word(clerk: Client, town: Municipality) -> None:
    outcome = written(clerk, town)
    url = f"{URL}/{outcome.public_id}"
    said = {"title_fi": "Ensimmäisen", "text_fi": "A", "decided_on": "2026-10-01", "version": outcome.version}
    assert clerk.post(url, said).status_code == 302
    answer = clerk.post(url, said | {"title_fi": "Toisen", "text_fi": "B"})
    assert answer.status_code == 412
    assert "Ensimmäisen" in text_of(answer)
    assert "Toisen" in text_of(answer)
    assert clerk.post(f"{url}/publish", {"version": outcome.version}).status_code == 412


def test_a_picture_before_or_after_waits_for_a_moderator(
    clerk: Client, town: Municipality, settings: Any, tmp_path: Any
) -> None:
    settings.FILES_ROOT = tmp_path
    outcome = written(clerk, town)
    url = f"{URL}/{outcome.public_id}/photo"
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(picture, "JPEG")
    picture.seek(0)
    picture.name = "before.jpg"
    answer = clerk.post(url, {"photo": picture, "stage": "before", "alt": "A broken bench"}, follow=True)
    assert "It is shown once a moderator has looked at it" in text_of(answer)
    with in_town(town):
        photo = Photo.objects.get(outcome=outcome)
    assert (photo.stage, photo.shown, photo.alt) == ("before", "waiting", {"en": "A broken bench"})
    assert clerk.post(url, {"stage": "before"}).status_code == 400


def test_a_desk_without_outcomes_says_so(clerk: Client) -> None:
    html = text_of(clerk.get(URL))
    assert "Nothing is owed" in html
    assert "Nothing is published yet." in html
