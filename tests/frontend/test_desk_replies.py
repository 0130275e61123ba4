"""Replies at the desk: divided, grouped, answered, reported and published; approval and letters. All as plain forms."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pypdf
import pytest
from django.test import Client
from docx import Document

from accounts.models import AccessLog, Role, User
from accounts.services import Post, create_staff
from geo.models import Municipality
from geo.tenancy import in_town
from tests.zoning.factories import make_hearing, make_plan
from tests.zoning.replying import ANNA, TEXT, About, make_planner, say
from zoning.models import Approval, Plan, Position, Reply, Statement, StatementPiece, Theme
from zoning.services.statement_checks import SenderInput

DESK = "/testila/desk/plans/pajakatu"
HALF = TEXT.index("\n\n")
FIRST, SECOND = f"to_0-{HALF}", f"to_{HALF + 2}-{len(TEXT)}"
ANSWER = {
    "act": "reply",
    "text_fi": "Hulevedet viivytetään tontilla.",
    "effect": "changed",
    "change_fi": "Kaavaan lisättiin hule-2-merkintä.",
}


@pytest.fixture
def plan(town: Municipality) -> Plan:
    return make_plan(town, "pajakatu", state="04", names={"fi": "Pajakatu", "en": "Forge Street", "sv": "Smedjegatan"})


@pytest.fixture
def objection(plan: Plan) -> Statement:
    return say(About(plan, make_hearing(plan), wants=("position", "approval")))


@pytest.fixture
def planner(client: Client, plan: Plan) -> User:
    user = make_planner(plan.municipality)
    client.force_login(user)
    return user


def _page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    assert response.headers["Cache-Control"] == "private, no-store"
    return response.content.decode()


def _send(client: Client, address: str, **said: Any) -> str:
    response = client.post(address, said, follow=True)
    assert response.status_code == 200, response.content.decode()[:2000]
    return str(response.content.decode())


def _divide(client: Client, statement: Statement, **said: str) -> str:
    return _send(client, f"{DESK}/replies/divide/{statement.public_id}", **said)


def _themes(plan: Plan) -> dict[str, str]:
    with in_town(plan.municipality):
        return {theme.names["fi"]: theme.public_id for theme in Theme.objects.all()}


def _answered(client: Client, statement: Statement, plan: Plan) -> str:
    """The whole objection in one theme with a reply; gives the theme."""
    _divide(client, statement, **{FIRST: "new", SECOND: "join"}, new_theme="Hulevedet")
    theme = _themes(plan)["Hulevedet"]
    _send(client, f"{DESK}/replies/themes/{theme}", **ANSWER)
    return theme


def test_a_statement_is_divided_by_choosing_for_each_stretch(
    client: Client, planner: User, plan: Plan, objection: Statement
) -> None:
    page = _page(client, f"{DESK}/replies/divide/{objection.public_id}")
    assert "Hulevedet valuvat pihallemme." in page
    assert f'name="{FIRST}"' in page
    _divide(client, objection, **{FIRST: "none", SECOND: "new"}, new_theme="Hulevedet")
    with in_town(plan.municipality):
        pieces = list(StatementPiece.objects.select_related("theme"))
    assert [(piece.starts, piece.ends) for piece in pieces] == [(0, HALF), (HALF + 2, len(TEXT))]
    assert [piece.theme.names["fi"] if piece.theme else None for piece in pieces] == [None, "Hulevedet"]


def test_what_is_joined_is_one_piece_and_what_is_left_out_is_none(
    client: Client, planner: User, plan: Plan, objection: Statement
) -> None:
    _divide(client, objection, **{FIRST: "none", SECOND: "join"})
    with in_town(plan.municipality):
        assert [(piece.starts, piece.ends) for piece in StatementPiece.objects.all()] == [(0, len(TEXT))]
    _divide(client, objection, **{FIRST: "", SECOND: "none"})
    with in_town(plan.municipality):
        assert [piece.starts for piece in StatementPiece.objects.all()] == [HALF + 2]


def test_a_new_theme_without_a_name_is_asked_for_and_nothing_is_kept(
    client: Client, planner: User, plan: Plan, objection: Statement
) -> None:
    response = client.post(f"{DESK}/replies/divide/{objection.public_id}", {FIRST: "new", "new_theme": " "})
    assert response.status_code == 400
    with in_town(plan.municipality):
        assert not Theme.objects.exists()
        assert not StatementPiece.objects.exists()


def test_pieces_out_of_the_text_are_refused(client: Client, planner: User, objection: Statement) -> None:
    response = client.post(f"{DESK}/replies/divide/{objection.public_id}", {"to_0-99999": "none"})
    assert response.status_code == 400


def test_the_look_at_what_somebody_wrote_is_noted_down(
    client: Client, planner: User, plan: Plan, objection: Statement
) -> None:
    _page(client, f"{DESK}/replies/divide/{objection.public_id}")
    with in_town(plan.municipality):
        assert AccessLog.objects.filter(user=planner, subject=objection.public_id, what="contact").exists()


def test_themes_are_suggested_by_words_and_made_by_people(client: Client, planner: User, plan: Plan) -> None:
    hearing = make_hearing(plan)
    for text in ("Hulevedet tulvivat kellariin.", "Hulevesille ei ole viivytystä ja kellarit tulvivat.",
                 "Kerrostalo on liian korkea.", "Korkeat kerrostalot varjostavat pihaa."):  # fmt: skip
        say(About(plan, hearing, text=text))
    _send(client, f"{DESK}/replies/whole")
    page = _page(client, f"{DESK}/replies/suggestions?number=2")
    groups = page.split('class="panel"')[1:]
    assert len(groups) == 2
    water = next(group for group in groups if "kellari" in group)
    assert "kerrostalo" not in water.lower()
    assert not _themes(plan)
    pieces = re.findall(r'name="piece" value="(\w+)"', water)
    _send(client, f"{DESK}/replies/suggestions", name="Hulevedet", piece=pieces)
    with in_town(plan.municipality):
        assert Theme.objects.get().pieces.count() == 2


def test_a_new_piece_is_offered_to_the_theme_it_is_like(client: Client, planner: User, plan: Plan) -> None:
    hearing = make_hearing(plan)
    first = say(About(plan, hearing, text="Hulevedet tulvivat kellariin ja pihalle."))
    _divide(client, first, **{f"to_0-{len('Hulevedet tulvivat kellariin ja pihalle.')}": "new"}, new_theme="Hulevedet")
    say(About(plan, hearing, text="Kellari ja piha tulvivat hulevesistä."))
    _send(client, f"{DESK}/replies/whole")
    page = _page(client, f"{DESK}/replies/suggestions")
    theme = _themes(plan)["Hulevedet"]
    assert f'name="theme" value="{theme}"' in page
    (piece,) = re.findall(r'name="piece" value="(\w+)"', page)
    _send(client, f"{DESK}/replies/suggestions", theme=theme, piece=piece)
    with in_town(plan.municipality):
        assert Theme.objects.get().pieces.count() == 2


def test_the_progress_is_seen_until_everything_is_answered(
    client: Client, planner: User, plan: Plan, objection: Statement
) -> None:
    assert 'max="1" value="0"' in _page(client, f"{DESK}/replies/")
    _answered(client, objection, plan)
    assert 'max="1" value="1"' in _page(client, f"{DESK}/replies/")


def test_a_reply_without_its_change_keeps_the_words_that_were_written(
    client: Client, planner: User, plan: Plan, objection: Statement
) -> None:
    _divide(client, objection, **{FIRST: "new"}, new_theme="Hulevedet")
    address = f"{DESK}/replies/themes/{_themes(plan)['Hulevedet']}"
    response = client.post(address, {**ANSWER, "change_fi": ""})
    assert response.status_code == 400
    assert ANSWER["text_fi"] in response.content.decode()


def test_who_saves_after_somebody_else_sees_both(
    client: Client, planner: User, plan: Plan, objection: Statement
) -> None:
    theme = _answered(client, objection, plan)
    address = f"{DESK}/replies/themes/{theme}"
    _send(client, address, **{**ANSWER, "text_fi": "Toisen sanat."}, version="1")
    response = client.post(address, {**ANSWER, "text_fi": "Omat sanat.", "version": "1"})
    page = response.content.decode()
    assert response.status_code == 412
    assert "Toisen sanat." in page
    assert "Omat sanat." in page


def test_one_piece_is_answered_by_itself(client: Client, planner: User, plan: Plan, objection: Statement) -> None:
    _divide(client, objection, **{FIRST: "none", SECOND: "none"})
    with in_town(plan.municipality):
        piece = StatementPiece.objects.first()
    assert piece is not None
    _send(client, f"{DESK}/replies/pieces/{piece.public_id}", **{**ANSWER, "effect": "not_changed"})
    with in_town(plan.municipality):
        assert Reply.objects.get().piece_id == piece.pk


def test_the_preview_strikes_out_what_the_rules_take_and_words_can_be_written_anew(
    client: Client, planner: User, plan: Plan, objection: Statement
) -> None:
    _divide(client, objection, **{FIRST: "none", SECOND: "none"})
    page = _page(client, f"{DESK}/replies/masks")
    assert "Matti Mäkinen</del>" in page
    with in_town(plan.municipality):
        first, second = StatementPiece.objects.all()
    fields = {f"words_{first.public_id}": "Liian korkea.", f"words_{second.public_id}": TEXT[HALF + 2 :]}
    _send(client, f"{DESK}/replies/masks", **fields)
    with in_town(plan.municipality):
        assert [piece.masked_text for piece in StatementPiece.objects.all()] == ["Liian korkea.", ""]


def _files(client: Client) -> tuple[str, str, str]:
    """The report's text in each of its three files."""
    pdf, docx, xlsx = (client.get(f"{DESK}/replies/report.{ending}") for ending in ("pdf", "docx", "xlsx"))
    assert [each.headers["Cache-Control"] for each in (pdf, docx, xlsx)] == ["private, no-store"] * 3
    pages = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.content)).pages)
    written = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(docx.content)).paragraphs)
    book = openpyxl.load_workbook(io.BytesIO(xlsx.content))
    cells = " ".join(str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row)
    return pages, written, cells


def test_the_report_tells_all_and_names_no_private_person(
    client: Client, planner: User, plan: Plan, objection: Statement
) -> None:
    _answered(client, objection, plan)
    say(About(plan, objection.hearing, text="Lausunto.", sender="authority",
              who=SenderInput(organisation="Museovirasto", email="m@m.example")))  # fmt: skip
    files = _files(client)
    for told in files:
        flat = " ".join(told.split())
        assert "Hulevedet viivytetään tontilla." in flat
        assert "hule-2" in flat
        for secret in ("Virtanen", "Mäkinen", ANNA.street, ANNA.email, ANNA.phone):
            assert secret not in flat
    assert "Museovirasto" in files[2]


def test_the_reports_look_is_noted_down(client: Client, planner: User, plan: Plan, objection: Statement) -> None:
    client.get(f"{DESK}/replies/report.pdf")
    with in_town(plan.municipality):
        assert AccessLog.objects.filter(user=planner, subject="plan pajakatu: statements").exists()


def test_published_replies_are_on_the_plans_page_and_what_people_wrote_is_not(
    client: Client, planner: User, plan: Plan, objection: Statement
) -> None:
    theme = _answered(client, objection, plan)
    _send(client, f"{DESK}/replies/themes/{theme}", act="word", name_fi="Hulevedet", summary_fi="Vesi valuu pihoille.")
    assert "Hulevedet viivytetään" not in client.get("/testila/plans/pajakatu/").content.decode()
    _send(client, f"{DESK}/replies/publish", act="publish")
    for prefix in ("", "/sv", "/en"):
        page = client.get(f"{prefix}/testila/plans/pajakatu/").content.decode()
        for shown in ("Hulevedet viivytetään tontilla.", "Vesi valuu pihoille.", "hule-2"):
            assert shown in page
        assert "liian suuri" not in page
    _send(client, f"{DESK}/replies/publish", act="withdraw")
    assert "Hulevedet viivytetään" not in client.get("/testila/plans/pajakatu/").content.decode()


def test_a_reply_that_names_the_sender_is_not_published_and_the_page_says_why(
    client: Client, planner: User, plan: Plan, objection: Statement
) -> None:
    theme = _answered(client, objection, plan)
    _send(client, f"{DESK}/replies/themes/{theme}", **{**ANSWER, "text_fi": f"{ANNA.name} on oikeassa."}, version="1")
    page = _send(client, f"{DESK}/replies/publish", act="publish")
    assert "lähettäjän nimi" in page
    assert "on oikeassa" not in client.get("/testila/plans/pajakatu/").content.decode()


def test_the_published_report_is_a_document_of_the_plan_and_names_nobody(
    client: Client, planner: User, plan: Plan, objection: Statement
) -> None:
    _answered(client, objection, plan)
    _send(client, f"{DESK}/replies/publish", act="publish")
    _send(client, f"{DESK}/replies/publish", act="report")
    page = Client().get("/testila/plans/pajakatu/").content.decode()
    (address,) = re.findall(r'href="(/testila/plans/pajakatu/documents/\w+)"', page)
    response = Client().get(address)
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    told = " ".join(" ".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(content)).pages).split())
    assert "Hulevedet viivytetään tontilla." in told
    assert "Virtanen" not in told
    assert "Mäkinen" not in told


def test_a_report_is_not_published_with_replies_that_are_not(
    client: Client, planner: User, plan: Plan, objection: Statement
) -> None:
    _answered(client, objection, plan)
    _send(client, f"{DESK}/replies/publish", act="report")
    page = Client().get("/testila/plans/pajakatu/").content.decode()
    (address,) = re.findall(r'href="(/testila/plans/pajakatu/documents/\w+)"', page)
    response = Client().get(address)
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    told = " ".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(content)).pages)
    assert "viivytetään tontilla" not in " ".join(told.split())


DECISION = {"decided_on": "2026-06-13", "decided_by_fi": "Kaupunginvaltuusto 13.6.2026 § 84"}


def test_approval_lists_objections_without_a_reply_and_takes_a_reason(
    client: Client, planner: User, plan: Plan, objection: Statement
) -> None:
    page = _page(client, f"{DESK}/approval")
    assert objection.receipt_code in page
    refused = client.post(f"{DESK}/approval", DECISION)
    assert refused.status_code == 400
    with in_town(plan.municipality):
        assert not Approval.objects.exists()
    _send(
        client, f"{DESK}/approval", **DECISION, override_reason="Muistutus koskee toista kaavaa ja siirrettiin sinne."
    )
    with in_town(plan.municipality):
        assert Approval.objects.get().unanswered == [objection.receipt_code]


def test_who_asked_is_told_and_the_desk_sees_how_and_when(
    client: Client, planner: User, plan: Plan, objection: Statement
) -> None:
    _answered(client, objection, plan)
    _send(client, f"{DESK}/replies/publish", act="publish")
    page = _send(client, f"{DESK}/positions", kind="position")
    assert "Perusteltu kannanotto" in page
    with in_town(plan.municipality):
        assert Position.objects.get().sent_at is not None


def test_letters_on_paper_are_printed_with_the_address_and_logged_when_posted(
    client: Client, planner: User, plan: Plan
) -> None:
    who = SenderInput(name="Aino Laine", street="Rantatie 3", postcode="50100", city="Mikkeli")
    statement = say(About(plan, make_hearing(plan), who=who, wants=("approval",)))
    _send(
        client, f"{DESK}/approval", **DECISION, override_reason="Muistutus koskee toista kaavaa ja siirrettiin sinne."
    )
    letters = client.get(f"{DESK}/positions/letters.pdf")
    made = pypdf.PdfReader(io.BytesIO(letters.content))
    told = " ".join(made.pages[0].extract_text().split())
    for said in ("Aino Laine", "Rantatie 3", "50100 Mikkeli", "Kaupunginvaltuusto 13.6.2026 § 84"):
        assert said in told
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    with in_town(plan.municipality):
        letter = Position.objects.get()
        assert AccessLog.objects.filter(subject=statement.public_id, why="letters").exists()
    _send(client, f"{DESK}/positions/posted", letter=letter.public_id)
    assert client.get(f"{DESK}/positions/letters.pdf").status_code == 404


def test_a_clerk_reads_how_far_it_is_and_changes_nothing(client: Client, plan: Plan, objection: Statement) -> None:
    client.force_login(create_staff(email="c@testila.example", post=Post(plan.municipality, Role.CLERK)).user)
    assert "divide/" not in _page(client, f"{DESK}/replies/")
    assert client.post(f"{DESK}/replies/whole").status_code == 403


def test_without_statements_the_page_says_what_comes(client: Client, planner: User) -> None:
    assert "<progress" not in _page(client, f"{DESK}/replies/")


@pytest.mark.parametrize("path", ["themes/{id}", "divide/{id}", "pieces/{id}"])
def test_what_belongs_to_another_plan_is_not_there(
    client: Client, planner: User, plan: Plan, objection: Statement, path: str
) -> None:
    make_plan(plan.municipality, "toinen")
    _answered(client, objection, plan)
    with in_town(plan.municipality):
        piece = StatementPiece.objects.get()
        ids = {"themes": Theme.objects.get().public_id, "divide": objection.public_id, "pieces": piece.public_id}
    found = ids[path.partition("/")[0]]
    assert client.get(f"/testila/desk/plans/toinen/replies/{path.format(id=found)}").status_code == 404
