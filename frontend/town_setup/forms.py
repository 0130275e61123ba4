"""Forms of a town: a new one, its names, what it tells of itself, and its logo."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import Founding
from frontend.choices import offer
from frontend.desk.plan_forms import TownForm, spread
from frontend.pages import OWN_NAMES, PLAIN_FINNISH
from geo.models import AreaSet, Municipality
from geo.refusals import Refused

SPOKEN = [(code, OWN_NAMES.get(code, code)) for code, _name in settings.LANGUAGES if code != PLAIN_FINNISH]
TEXTS = ("greeting", "desk", "controller", "privacy_contact")
PLAIN = ("phone", "email", "website")
_CODE = RegexValidator(r"\A[0-9]{1,3}\Z", _("The municipality code is three digits."))
_SLUG = RegexValidator(
    r"\A[a-z][a-z0-9-]{1,59}\Z", _("Write small letters, digits and hyphens, and begin with a letter.")
)


class NamesForm(forms.Form):
    """A town's names and languages. The first language is the one of addresses without a language."""

    code = forms.CharField(
        label=_("Municipality code"),
        help_text=_("Three digits, such as 111. By it the town is found in national files."),
        max_length=3,
        required=False,
        validators=[_CODE],
    )
    first_language = forms.ChoiceField(label=_("First language"), choices=SPOKEN, initial="fi")
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=SPOKEN, widget=forms.CheckboxSelectMultiple, initial=["fi", "sv", "en"]
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        for code, name in SPOKEN:
            self.fields[f"names_{code}"] = forms.CharField(
                label=_("Name (%(language)s)") % {"language": name},
                max_length=100,
                required=False,
                widget=forms.TextInput({"lang": code}),
            )
        self.order_fields([f"names_{code}" for code, _name in SPOKEN])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first = given.get("first_language")
        if first and not given.get(f"names_{first}"):
            self.add_error(f"names_{first}", _("Write the name in the town's first language."))
        return given

    @property
    def names(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"names_{code}"].strip() for code, _name in SPOKEN}

    @property
    def spoken(self) -> list[str]:
        """The first one first."""
        first = self.cleaned_data["first_language"]
        return [first, *(code for code in self.cleaned_data["languages"] if code != first)]

    @property
    def municipality_code(self) -> str:
        given = str(self.cleaned_data["code"])
        return given.zfill(3) if given else ""

    def take(self, refused: Refused) -> None:
        take(self, refused)


class NewTownForm(NamesForm):
    slug = forms.CharField(
        label=_("Address"),
        help_text=_("The word in the town's address, such as heinola. It stays."),
        max_length=60,
        validators=[_SLUG],
    )
    admin = forms.EmailField(
        label=_("E-mail of the town's administrator"),
        help_text=_("Gets a letter with a link. Empty: you are the only one to begin with."),
        required=False,
    )

    def founding(self, by: User, base_url: str) -> Founding:
        from geo.importing.towns import TownWishes  # reads files of maps: not needed before a town is made

        names = {code: name for code, name in self.names.items() if name}
        slug, code = self.cleaned_data["slug"], self.municipality_code or None
        wishes = TownWishes(slug, names, code, self.spoken, is_public=False)
        return Founding(wishes, by, self.cleaned_data["admin"], base_url)


class FactsForm(NamesForm):
    """The names of a town that is there, and the area set that people name as their home."""

    home_set = forms.ChoiceField(
        label=_("People name their home from"),
        help_text=_("The area set that people know best: districts or villages rather than postal areas."),
        required=False,
    )

    def __init__(self, *args: Any, town: Municipality, language: str) -> None:
        super().__init__(*args, initial=_facts_of(town))
        sets = AreaSet.objects.of(town).valid(timezone.localdate()).order_by("kind")
        offer(self, "home_set", [("", _("not chosen yet")), *((one.kind, one.name(language)) for one in sets)])

    @property
    def told(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "names": self.names,
            "code": self.municipality_code,
            "languages": self.spoken,
            "home_set": said["home_set"],
        }


class TextsForm(TownForm):
    """What every page tells of the town."""

    texts = (
        ("greeting", _("Greeting above the map"), True),
        ("desk", _("Where a person helps: place and hours"), True),
        ("controller", _("Who answers for personal data"), True),
        ("privacy_contact", _("Data protection officer, and how to reach them"), True),
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    website = forms.URLField(label=_("The town's own site"), required=False, assume_scheme="https")

    def __init__(self, town: Municipality, language: str, *args: Any) -> None:
        texts = {name: text for field in TEXTS for name, text in spread(field, getattr(town, field)).items()}
        super().__init__(town, language, *args, initial={**texts, **{name: getattr(town, name) for name in PLAIN}})

    @property
    def told(self) -> dict[str, Any]:
        return {**{name: self.said(name) for name in TEXTS}, **{name: self.cleaned_data[name] for name in PLAIN}}


class LogoForm(forms.Form):
    file = forms.FileField(
        label=_("Logo"),
        help_text=_("PNG, JPEG or WebP. It is shown beside the town's name, at most 480 pixels wide."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        error_messages={"required": _("Choose a picture.")},
    )


def take(form: forms.Form, refused: Refused) -> None:
    """What the service refused, at its field where the form has it."""
    for error in refused.errors:
        form.add_error(error.field if error.field in form.fields else None, str(error.detail))


def fields_of(form: forms.Form, names: Iterable[str]) -> list[forms.BoundField]:
    return [form[name] for name in names]


def _facts_of(town: Municipality) -> dict[str, Any]:
    return {
        **spread("names", town.names),
        "code": town.code,
        "first_language": town.first_language,
        "languages": town.languages,
        "home_set": town.home_set,
    }
