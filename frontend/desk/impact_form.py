"""The form of an impact assessment at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from frontend.pages import OWN_NAMES
from geo.models import Municipality
from zoning.models import ImpactAssessment, Plan, PlanDocument
from zoning.services.impacts import FARTHEST_M, ImpactFacts


class ImpactForm(forms.Form):
    """A name and a text in each language of the town. Made inside `in_town`."""

    kind = forms.ChoiceField(label=_("What was assessed"), choices=ImpactAssessment.Kind.choices)
    around_m = forms.FloatField(
        label=_("The plan's area and so many metres around it (0: the area itself)"),
        required=False,
        min_value=0,
        max_value=FARTHEST_M,
    )
    document = forms.ModelChoiceField(PlanDocument.objects.none(), label=_("Its document"), required=False)

    def __init__(
        self, sent: QueryDict | None = None, *, town: Municipality, plan: Plan, impact: ImpactAssessment | None = None
    ) -> None:
        super().__init__(sent, initial=_first(impact) if impact else {}, prefix=self.prefix_of(impact))
        self.town, self.impact = town, impact
        own = self.fields["document"]
        assert isinstance(own, forms.ModelChoiceField)
        own.queryset = PlanDocument.objects.filter(plan=plan)
        for code in town.languages:
            name = OWN_NAMES.get(code, code)
            is_first = code == town.first_language
            self.fields[f"names_{code}"] = forms.CharField(
                label=_("Name (%(language)s)") % {"language": name}, max_length=200, required=is_first
            )
            self.fields[f"texts_{code}"] = forms.CharField(
                label=_("What was found (%(language)s)") % {"language": name},
                widget=forms.Textarea(attrs={"rows": 5}),
                required=False,
            )

    @staticmethod
    def prefix_of(impact: ImpactAssessment | None) -> str:
        return f"impact{impact.pk}" if impact else "impact-new"

    @property
    def facts(self) -> ImpactFacts:
        given = self.cleaned_data
        texts = {
            part: {code: given[f"{part}_{code}"] for code in self.town.languages if given[f"{part}_{code}"]}
            for part in ("names", "texts")
        }
        return ImpactFacts(
            kind=given["kind"],
            names=texts["names"],
            texts=texts["texts"],
            around_m=given["around_m"],
            document=given["document"],
        )


def _first(impact: ImpactAssessment) -> dict[str, Any]:
    texts = {f"{part}_{code}": text for part in ("names", "texts") for code, text in getattr(impact, part).items()}
    return {"kind": impact.kind, "document": impact.document_id, **texts}
