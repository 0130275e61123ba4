"""A programme's table comes in as towns write it, and twice the same file changes nothing."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from geo.models import Municipality
from geo.tenancy import in_town
from neighbourhoods.models import Evidence, Goal, Measure, Programme
from neighbourhoods.programme.services import Progress, tell_progress
from tests.factories import make_halves, make_town
from tests.neighbourhoods.programmes import make_unit, table

NEW = ("--title", "Ohjelma", "--from", "2025-01-01", "--to", "2029-12-31", "--stage", "in_force", "--public")


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town("kokeila", languages=["fi", "sv", "en"])


def bring_in(path: Path, *more: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("import_programme", str(path), "--town", "kokeila", "--programme", "ohjelma", *more, stdout=out)
    told: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return told


def measures(town: Municipality) -> list[Measure]:
    with in_town(town):
        return list(Measure.objects.select_related("goal", "owner", "area"))


def test_a_goal_that_is_written_once_holds_for_the_rows_below_it(town: Municipality, tmp_path: Path) -> None:
    path = table(tmp_path / "o.csv", "Selkeä;Kuvaamme;Viestintä;2025;Kuvattu", ";Vakiinnutamme;Osbu-tiimi;2025–2029;")
    assert bring_in(path, *NEW)["accepted"] == 2
    first, second = measures(town)
    assert first.goal == second.goal and first.goal.titles == {"fi": "Selkeä"}
    assert (str(first.due_on), first.evaluation, first.owner_words) == ("2025-12-31", "Kuvattu", "Viestintä")
    assert (str(second.starts_on), str(second.due_on)) == ("2025-01-01", "2029-12-31")


def test_evaluation_and_schedule_in_one_column_are_told_apart(town: Municipality, tmp_path: Path) -> None:
    head = "TAVOITE;TOIMENPIDE;VASTUUTAHO;ARVIOINTI/AIKATAULU"
    path = table(tmp_path / "o.csv", "Yhteinen;Selvitämme;Hanke;Selvitys on tehty /Syksy 2025", head=head)
    bring_in(path, *NEW)
    (found,) = measures(town)
    assert (found.evaluation, found.schedule, str(found.due_on)) == ("Selvitys on tehty", "Syksy 2025", "2025-12-31")


def test_a_unit_of_the_town_becomes_the_owner_and_others_stay_words(town: Municipality, tmp_path: Path) -> None:
    unit = make_unit(town)
    path = table(tmp_path / "o.csv", "A;Eka;Kaupungin viestintä;2025;", ";Toka;Kaikki toimijat;2025;")
    bring_in(path, *NEW)
    first, second = measures(town)
    assert (first.owner, first.owner_words) == (unit, "")
    assert (second.owner, second.owner_words) == (None, "Kaikki toimijat")


def test_the_same_file_again_changes_nothing_and_keeps_what_staff_have_said(town: Municipality, tmp_path: Path) -> None:
    path = table(tmp_path / "o.csv", "A;Eka;Viestintä;2025;")
    bring_in(path, *NEW)
    (found,) = measures(town)
    tell_progress(town=town, measure=found, progress=Progress("done", {"fi": "Valmis"}), version=1)
    assert bring_in(path)["unchanged"] == 1
    again = bring_in(table(tmp_path / "o.csv", "A;Eka;Viestintä;2026;"))
    (found,) = measures(town)
    assert again["updated"] == 1 and str(found.due_on) == "2026-12-31"
    assert (found.status, found.status_words) == ("done", {"fi": "Valmis"})


def test_a_wrong_row_takes_the_whole_file_back(town: Municipality, tmp_path: Path) -> None:
    head = "tavoite;toimenpide;vastuutaho;tila;alue;mittari;tavoitearvo;muoto"
    wrong = {
        "no_owner": "A;Eka;;;;;;",
        "empty_text": "A;;Viestintä;;;;;",
        "unknown_word": "A;Eka;Viestintä;ehkä;;;;",
        "duplicate_id": "A;Hyvä;Viestintä;;;;;",
        "text_too_long": f"A;Eka;{'x' * 401};;;;;",
    }
    for reason, row in wrong.items():
        out = io.StringIO()
        with pytest.raises(CommandError):
            path = table(tmp_path / "o.csv", "A;Hyvä;Viestintä;;;;;", row, head=head)
            call_command("import_programme", str(path), "--town", "kokeila", "--programme", "ohjelma", *NEW, stdout=out)
        assert json.loads(out.getvalue().splitlines()[-1])["reasons"] == {reason: 1}
        with in_town(town):
            assert not Programme.objects.exists() and not Goal.objects.exists()


@pytest.mark.parametrize("cells", [";;x/y;;;", ";;;no-such;;", ";;;;paljon;", ";;;;;muu"])
def test_a_word_that_nobody_knows_is_told(town: Municipality, tmp_path: Path, cells: str) -> None:
    head = "tavoite;toimenpide;vastuutaho;tila;alue;mittari;tavoitearvo;muoto"
    path = table(tmp_path / "o.csv", f"A;Eka;Viestintä{cells[1:]}", head=head)
    rejects = tmp_path / "rejects.csv"
    assert bring_in(path, *NEW, "--reject-file", str(rejects))["reasons"] == {"unknown_word": 1}
    assert "Eka" in rejects.read_text()


def test_status_area_indicator_form_and_evidence_come_from_their_columns(town: Municipality, tmp_path: Path) -> None:
    make_halves(town)
    head = "osio;tavoite;muoto;toimenpide;vastuutaho;tila;tilanne;alue;mittari;tavoitearvo;näyttö"
    row = "Yhteisöt;A;päätösosallisuus;Eka;Viestintä;under_way;Alkoi;district/E;answer_days_median;2,5;https://a.fi/x"
    bring_in(table(tmp_path / "o.csv", row, head=head), *NEW)
    (found,) = measures(town)
    assert found.area is not None and found.area.code == "E"
    assert (found.status, found.status_words, found.indicator, found.target) == (
        "under_way",
        {"fi": "Alkoi"},
        "answer_days_median",
        2.5,
    )
    assert (found.goal.form, found.goal.headings) == ("decision", {"fi": "Yhteisöt"})
    with in_town(town):
        assert [one.url for one in Evidence.objects.all()] == ["https://a.fi/x"]


def test_a_spreadsheet_is_read_like_a_table(town: Municipality, tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["Tavoite", "Toimenpide", "Vastuutaho", "Aikataulu"])
    book.active.append(["Selkeä", "Kuvaamme", "Viestintä", 2025])
    book.active.append([None, "Vakiinnutamme", "Viestintä", "2025–2029"])
    book.save(tmp_path / "o.xlsx")
    assert bring_in(tmp_path / "o.xlsx", *NEW)["accepted"] == 2
    assert [str(one.due_on) for one in measures(town)] == ["2025-12-31", "2029-12-31"]


def test_a_spreadsheet_that_is_none_is_refused_in_words(town: Municipality, tmp_path: Path) -> None:
    (tmp_path / "o.xlsx").write_bytes(b"no zip")
    with pytest.raises(CommandError, match="no spreadsheet"):
        bring_in(tmp_path / "o.xlsx", *NEW)


def test_a_table_without_measures_is_refused_in_words(town: Municipality, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="toimenpide"):
        bring_in(table(tmp_path / "o.csv", "1;2", head="a;b"), *NEW)


def test_a_new_programme_needs_its_title_and_years(town: Municipality, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--title, --from, --to"):
        bring_in(table(tmp_path / "o.csv", "A;Eka;Viestintä;2025;"))
