"""The form of a category: its words in each language, how its messages are treated, and what it asks more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from feedback_map.models import Category, Kind
from feedback_map.questions import DATETIME, NUMBER, ONE, SEVERAL, STRING, TEXT
from feedback_map.services.categories import CONTACT_MONTHS, MOST_QUESTIONS, CategoryWishes
from frontend.desk.plan_forms import TownForm, spread
from geo.models import Municipality

ROOM_FOR_MORE = 2
ICONS = [
    ("", _("no picture")), ("road", _("road")), ("bicycle", _("bicycle")), ("bus", _("bus")), ("lamp", _("lamp")),
    ("snow", _("snow")), ("tree", _("tree")), ("swing", _("swing")), ("ball", _("ball")), ("swim", _("swimming")),
    ("tent", _("tent")), ("bin", _("litter bin")), ("branch", _("branch")), ("flower", _("flower")),
    ("school", _("school")), ("desk", _("service desk")), ("music", _("music")), ("cottage", _("cottage")),
    ("plan", _("drawing of a plan")), ("dots", _("three dots")),
]  # fmt: skip
DATATYPES = [
    ("", _("no question")),
    (STRING, _("a line of text")),
    (TEXT, _("many lines of text")),
    (NUMBER, _("a number")),
    (DATETIME, _("a day and a time")),
    (ONE, _("one from a list")),
    (SEVERAL, _("several from a list")),
]
TREATED = ("needs_place", "is_sensitive", "is_answered", "is_active")
KEPT = ("contact_months", "anonymise_months")


class CategoryForm(TownForm):
    texts = (("name", _("Name"), False), ("group", _("Group, under which it stands"), False))
    must = "name"
    icon = forms.ChoiceField(label=_("Picture"), choices=ICONS, required=False)
    kinds = forms.MultipleChoiceField(
        label=_("What kinds of message it takes"),
        choices=Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=list(Kind.values),
    )
    needs_place = forms.BooleanField(label=_("A message needs a place"), required=False)
    is_sensitive = forms.BooleanField(label=_("Sensitive: the public sees its places only coarsely"), required=False)
    is_answered = forms.BooleanField(label=_("Its messages are answered"), required=False, initial=True)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    contact_months = forms.IntegerField(
        label=_("Contact data is erased so many months after closing"),
        help_text=_("Empty: 24 months. It holds for earlier messages too, and the privacy notice tells it."),
        initial=CONTACT_MONTHS,
        required=False,
    )
    anonymise_months = forms.IntegerField(
        label=_("Sender and message are parted so many months after closing"),
        help_text=_("Then nobody can tell any more which messages came from one person. Empty: never."),
        required=False,
    )

    def __init__(self, town: Municipality, language: str, *args: Any, known: Category | None = None) -> None:
        super().__init__(town, language, *args, initial=_values(known))
        self.stored: Sequence[Mapping[str, Any]] = known.questions if known else ()
        for code in town.languages:
            self.fields[f"stop_{code}"] = forms.CharField(
                label=_("Shown before one writes: what to do instead (%(language)s)") % {"language": code},
                max_length=1_000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2, "lang": code}),
            )
        self.rows = range(min(MOST_QUESTIONS, len(self.stored) + ROOM_FOR_MORE))
        for row in self.rows:
            self._ask(row)

    def _ask(self, row: int) -> None:
        self.fields[f"ask_{row}"] = forms.ChoiceField(label=_("Answer"), choices=DATATYPES, required=False)
        for code in self.town.languages:
            self.fields[f"ask_{row}_{code}"] = forms.CharField(
                label=_("Question (%(language)s)") % {"language": code}, max_length=200, required=False
            )
            self.fields[f"hint_{row}_{code}"] = forms.CharField(
                label=_("Hint (%(language)s)") % {"language": code}, max_length=300, required=False
            )
            self.fields[f"values_{row}_{code}"] = forms.CharField(
                label=_("Choices, one on each line (%(language)s)") % {"language": code},
                max_length=2_000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
            )
        self.fields[f"must_{row}"] = forms.BooleanField(label=_("Must be answered"), required=False)

    def plain_fields(self) -> list[forms.BoundField]:
        names = [f"{name}_{code}" for name, _label, _long in self.texts for code in self.town.languages]
        return [self[name] for name in (*names, "icon")]

    def treated_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in TREATED]

    def kept_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in KEPT]

    def stop_fields(self) -> list[forms.BoundField]:
        return [self[f"stop_{code}"] for code in self.town.languages]

    def questions(self) -> list[tuple[int, bool, list[forms.BoundField]]]:
        """Number, whether it is asked already, and the fields of each question."""
        told = []
        for row in self.rows:
            words = [f"{name}_{row}_{code}" for name in ("ask", "hint", "values") for code in self.town.languages]
            fields = [self[name] for name in (f"ask_{row}", *words, f"must_{row}")]
            told.append((row + 1, bool(self[f"ask_{row}"].value()), fields))
        return told

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for row in self.rows:
            datatype = given.get(f"ask_{row}")
            if datatype and not given.get(f"ask_{row}_{self.town.first_language}"):
                self.add_error(f"ask_{row}_{self.town.first_language}", _("Write the question."))
            if datatype in (ONE, SEVERAL) and not given.get(f"values_{row}_{self.town.first_language}"):
                self.add_error(f"values_{row}_{self.town.first_language}", _("Write at least one choice."))
        return given

    @property
    def wishes(self) -> CategoryWishes:
        said = self.cleaned_data
        return CategoryWishes(
            names=_written(self.said("name")),
            group=_written(self.said("group")),
            icon=said["icon"],
            kinds=said["kinds"],
            stop_text=_written({code: said[f"stop_{code}"] for code in self.town.languages}),
            questions=[self._question(row) for row in self.rows if said[f"ask_{row}"]],
            contact_months=CONTACT_MONTHS if said["contact_months"] is None else said["contact_months"],
            anonymise_months=said["anonymise_months"],
            **{name: said[name] for name in TREATED},
        )

    def _question(self, row: int) -> dict[str, Any]:
        """What other systems know it by stays: a question keeps its code while its name changes."""
        said, first = self.cleaned_data, self.town.first_language
        before = self.stored[row] if row < len(self.stored) else {}
        datatype = said[f"ask_{row}"]
        question: dict[str, Any] = {
            "code": before.get("code") or f"{slugify(said[f'ask_{row}_{first}'])[:30] or 'question'}-{row + 1}",
            "datatype": datatype,
            "required": said[f"must_{row}"],
            "names": _written({code: said[f"ask_{row}_{code}"] for code in self.town.languages}),
            "hints": _written({code: said[f"hint_{row}_{code}"] for code in self.town.languages}),
        }
        if datatype in (ONE, SEVERAL):
            lines = {code: _lines(said[f"values_{row}_{code}"]) for code in self.town.languages}
            question["values"] = _choices(lines, first, before.get("values") or [])
        return question


def _choices(lines: Mapping[str, list[str]], first: str, before: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A choice for each line of the first language; a choice that was there keeps its key."""
    keys = {one["names"].get(first): one["key"] for one in before}
    return [
        {
            "key": keys.get(name) or f"{slugify(name)[:30] or 'choice'}-{place + 1}",
            "names": {code: told[place] for code, told in lines.items() if place < len(told)},
        }
        for place, name in enumerate(lines[first])
    ]


def _values(known: Category | None) -> dict[str, Any]:
    if known is None:
        return {}
    values = {
        **spread("name", known.names),
        **spread("group", known.group),
        **spread("stop", known.stop_text),
        **{name: getattr(known, name) for name in ("icon", "kinds", *TREATED, *KEPT)},
    }
    for row, asked in enumerate(known.questions):
        values |= {f"ask_{row}": asked.get("datatype", STRING), f"must_{row}": asked.get("required", False)}
        values |= spread(f"ask_{row}", asked.get("names") or {}) | spread(f"hint_{row}", asked.get("hints") or {})
        listed: dict[str, list[str]] = {}
        for choice in asked.get("values") or []:
            for code, name in choice["names"].items():
                listed.setdefault(code, []).append(name)
        values |= {f"values_{row}_{code}": "\n".join(names) for code, names in listed.items()}
    return values


def _written(texts: Mapping[str, str]) -> dict[str, str]:
    return {code: text.strip() for code, text in texts.items() if text.strip()}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
