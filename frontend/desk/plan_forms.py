"""The forms of the registry of plans, in the town's languages. Their words are for people; services check again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.gis.geos import MultiPolygon
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from frontend.choices import NOTHING_CHOSEN, offer
from frontend.pages import OWN_NAMES
from geo.models import Municipality
from geo.refusals import Refused
from participation.models import Process
from zoning.allowed import states_after
from zoning.code_lists import DECISIONS, DOCUMENTS, HANDLINGS, PERSONAL_DATA, PUBLICITY, RETENTION
from zoning.codes import Lifecycle, PlanKind
from zoning.models import Plan, PlanDocument, PlanVersion
from zoning.permissions import PLANNERS
from zoning.services import DocumentFacts, PlanFacts, Step, VersionFacts

LONGEST = 10_000
_DAY = forms.DateInput(attrs={"type": "date"})
LANGUAGES = (("fi", "Suomi"), ("sv", "Svenska"), ("en", "English"), ("se", "Davvisámegiella"))


class TownForm(forms.Form):
    """A form with texts in each language of the town: `texts` names them, and which are long."""

    texts: tuple[tuple[str, Promise, bool], ...] = ()
    must: str = ""

    def __init__(self, town: Municipality, language: str, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.town, self.language = town, language
        for name, label, is_long in self.texts:
            for code in town.languages:
                widget = forms.Textarea(attrs={"rows": 4, "lang": code}) if is_long else forms.TextInput({"lang": code})
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=f"{label} ({OWN_NAMES.get(code, code)})",
                    max_length=LONGEST if is_long else 200,
                    required=name == self.must and code == town.first_language,
                    widget=widget,
                )
        self.order_fields([f"{name}_{code}" for name, _label, _long in self.texts for code in town.languages])

    def said(self, name: str) -> dict[str, str]:
        return {code: self.cleaned_data[f"{name}_{code}"] for code in self.town.languages}

    def take(self, refused: Refused) -> None:
        """What the service refused, at its field where the form has it."""
        for error in refused.errors:
            named = (error.field, f"{error.field}_{self.town.first_language}")
            self.add_error(next((name for name in named if name in self.fields), None), str(error.detail))


def spread(name: str, texts: dict[str, str]) -> dict[str, str]:
    """Texts by language as initial values of a form's fields."""
    return {f"{name}_{code}": text for code, text in texts.items()}


class PlanForm(TownForm):
    texts = (
        ("names", _("Name"), False),
        ("summary", _("What is planned and why, plainly"), True),
        ("contact", _("Whom to ask, as it is published"), True),
    )
    must = "names"
    kind = forms.ChoiceField(label=_("Kind of plan"), choices=PlanKind, initial=PlanKind.DETAILED)
    is_minor = forms.BooleanField(label=_("A change of a local detailed plan of minor effect"), required=False)
    case_number = forms.CharField(label=_("Case number"), max_length=60, required=False)
    permanent_identifier = forms.CharField(label=_("Permanent identifier"), max_length=60, required=False)
    initiator = forms.ChoiceField(label=_("Who began it"), choices=Plan.Initiator, initial=Plan.Initiator.TOWN)
    initiator_name = forms.CharField(
        label=_("The company or authority that began it (never a person)"), max_length=200, required=False
    )
    planner = forms.ChoiceField(label=_("Planner in charge"), required=False)
    process = forms.ChoiceField(label=_("Consultation"), required=False)
    initiated_on = forms.DateField(label=_("Pending since"), widget=_DAY, required=False)
    drawing = forms.FileField(
        label=_("The area, as a file"),
        help_text=_("GeoJSON, GeoPackage or a zipped Shapefile; empty: the area stays as it is."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,.gpkg,.zip"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, town: Municipality, language: str, *args: Any, **rest: Any) -> None:
        super().__init__(town, language, *args, **rest)
        here = User.objects.filter(is_active=True, memberships__municipality=town, memberships__role__in=PLANNERS)
        self._planners = {str(one.pk): one for one in here.distinct().order_by("name", "email")}
        self._processes = {one.slug: one for one in Process.objects.filter(municipality=town)}
        planners = [(pk, one.name or one.email) for pk, one in self._planners.items()]
        processes = [(slug, one.title.get(language) or slug) for slug, one in self._processes.items()]
        offer(self, "planner", [NOTHING_CHOSEN, *planners])
        offer(self, "process", [NOTHING_CHOSEN, *processes])

    def facts(self, area: MultiPolygon | None) -> PlanFacts:
        said = self.cleaned_data
        return PlanFacts(
            kind=said["kind"],
            names=self.said("names"),
            summary=self.said("summary"),
            contact=self.said("contact"),
            case_number=said["case_number"].strip(),
            permanent_identifier=said["permanent_identifier"].strip(),
            initiator=said["initiator"],
            initiator_name=said["initiator_name"].strip(),
            planner=self._planners.get(said["planner"]),
            process=self._processes.get(said["process"]),
            is_minor=said["is_minor"],
            initiated_on=said["initiated_on"],
            geom=area,
        )

    @staticmethod
    def values(plan: Plan) -> dict[str, Any]:
        texts = {**spread("names", plan.names), **spread("summary", plan.summary), **spread("contact", plan.contact)}
        names = ("kind", "is_minor", "case_number", "permanent_identifier", "initiator", "initiator_name", "version")
        return {
            **texts,
            **{name: getattr(plan, name) for name in (*names, "initiated_on")},
            "planner": plan.planner_id or "",
            "process": plan.process.slug if plan.process else "",
        }


class StepForm(TownForm):
    """The next step of a plan. Only states that may follow are offered; an approval has a page of its own."""

    texts = (("decided_by", _("Who decided, and where in its minutes"), False), ("note", _("Note, published"), True))
    state = forms.ChoiceField(label=_("State"))
    on = forms.DateField(label=_("Day"), widget=_DAY)
    handling = forms.ChoiceField(label=_("What was done"), required=False)
    decision = forms.ChoiceField(label=_("What was decided"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, town: Municipality, language: str, plan: Plan, *args: Any, **rest: Any) -> None:
        super().__init__(town, language, *args, **rest)
        following = [Lifecycle(plan.state), *(one for one in states_after(plan.state) if one != Lifecycle.APPROVED)]
        offer(self, "state", ((one.value, str(one.label)) for one in following))
        offer(self, "handling", [NOTHING_CHOSEN, *HANDLINGS.choices(language)])
        offer(self, "decision", [NOTHING_CHOSEN, *DECISIONS.choices(language)])
        self.order_fields(["state", "on", "handling", "decision"])

    @property
    def step(self) -> Step:
        said = self.cleaned_data
        names = {code: text for code, text in self.said("decided_by").items() if text}
        decided_by = {"names": names} if names else {}
        return Step(said["state"], said["on"], said["handling"], said["decision"], decided_by, self.said("note"))


class VersionForm(TownForm):
    texts = (
        ("names", _("Name, if not that of its stage"), False),
        ("texts", _("Description"), True),
        ("picture_alt", _("What is seen in the picture, for those who cannot see it"), False),
    )
    stage = forms.ChoiceField(label=_("Stage"), choices=PlanVersion.Stage)
    option = forms.CharField(label=_("Option, such as A"), max_length=2, required=False)
    dated_on = forms.DateField(label=_("Dated"), widget=_DAY, required=False)
    drawing = forms.FileField(
        label=_("The drawing, as a file"),
        help_text=_("GeoJSON, GeoPackage or a zipped Shapefile: areas, lines and points with their codes."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,.gpkg,.zip"}),
    )
    picture = forms.FileField(label=_("Picture"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"}))

    def __init__(self, town: Municipality, language: str, *args: Any, **rest: Any) -> None:
        super().__init__(town, language, *args, **rest)
        self.order_fields(["stage", "option", "dated_on"])

    @property
    def facts(self) -> VersionFacts:
        said = self.cleaned_data
        texts = (self.said("names"), self.said("texts"), said["dated_on"], self.said("picture_alt"))
        return VersionFacts(said["stage"], said["option"].strip(), *texts)

    @staticmethod
    def values(version: PlanVersion) -> dict[str, Any]:
        own = {name: getattr(version, name) for name in ("stage", "option", "dated_on")}
        alt = spread("picture_alt", version.picture_alt)
        return {**own, **spread("names", version.names), **spread("texts", version.texts), **alt}


class DocumentForm(TownForm):
    texts = (("names", _("Name"), False),)
    must = "names"
    type = forms.ChoiceField(label=_("Kind of document"))
    dated_on = forms.DateField(label=_("Dated"), widget=_DAY)
    of_version = forms.ChoiceField(label=_("Belongs to"), required=False)
    language_of = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    is_accessible = forms.BooleanField(label=_("Accessible: tagged, and can be read aloud"), required=False)
    publicity = forms.ChoiceField(label=_("Publicity"), initial="1")
    personal_data = forms.ChoiceField(label=_("Personal data"), initial="1")
    retention = forms.ChoiceField(label=_("How long it is kept"), initial="01")
    identifier = forms.CharField(label=_("Its number in the registry"), max_length=80, required=False)
    file = forms.FileField(label=_("File"), help_text=_("PDF, DOCX, XLSX, ODT, JPEG, PNG or TIFF, 50 MB at most."))

    def __init__(self, town: Municipality, language: str, plan: Plan, *args: Any, **rest: Any) -> None:
        super().__init__(town, language, *args, **rest)
        self._versions = {one.public_id: one for one in plan.versions.all()}
        lists = (
            ("type", DOCUMENTS),
            ("publicity", PUBLICITY),
            ("personal_data", PERSONAL_DATA),
            ("retention", RETENTION),
        )
        for name, codes in lists:
            offer(self, name, codes.choices(language))
        versions = [(key, one.name(language)) for key, one in self._versions.items()]
        offer(self, "of_version", [("", _("The whole plan")), *versions])

    @property
    def facts(self) -> DocumentFacts:
        said = self.cleaned_data
        own = ("type", "dated_on", "is_accessible", "publicity", "personal_data", "retention", "identifier")
        return DocumentFacts(
            names=self.said("names"),
            language=said["language_of"],
            version=self._versions.get(said["of_version"]),
            **{name: said[name] for name in own},
        )

    @staticmethod
    def values(document: PlanDocument) -> dict[str, Any]:
        own = ("type", "dated_on", "is_accessible", "publicity", "personal_data", "retention", "identifier")
        version = document.version.public_id if document.version else ""
        texts = spread("names", document.names)
        return {
            **texts,
            **{n: getattr(document, n) for n in own},
            "language_of": document.language,
            "of_version": version,
        }
