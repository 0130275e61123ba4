"""A town's states and its ready texts for answers. A pin without a state was received and no more (Vastaanotettu)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feedback_map.models import Category, Pin, ResponseTemplate, State, StateType
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town

# What every town begins with; it renames, adds and puts aside as it likes.
FIRST_STATES = (
    ("in-progress", StateType.OPEN, "Käsittelyssä", "Under behandling", "Being handled"),
    ("planned", StateType.PLANNED, "Suunnitteilla", "Under planering", "Planned"),
    ("done", StateType.DONE, "Tehty", "Åtgärdat", "Done"),
    ("closed-not-done", StateType.NOT_DONE, "Suljettu, ei toteuteta", "Avslutat, genomförs inte", "Closed, not done"),
    ("not-ours", StateType.NOT_OURS, "Ei kunnan asia", "Inte kommunens ärende", "Not the town's to do"),
    ("duplicate", StateType.DUPLICATE, "Jo kerrottu", "Redan anmält", "Told before"),
)


@dataclass(frozen=True)
class StateWishes:
    """A state as the town wants it."""

    code: str
    type: str
    names: Mapping[str, str]
    order: int = 0
    is_active: bool = True


@dataclass(frozen=True)
class TemplateWishes:
    """A ready text as the town wants it, by language; for a category and a state, or for any (None)."""

    names: Mapping[str, str]
    texts: Mapping[str, str]
    category: Category | None = None
    state: State | None = None
    order: int = 0


def make_first_states(town: Municipality) -> None:
    """Give a town that has no states yet those that every town begins with."""
    if State.objects.filter(municipality=town).exists():
        return
    State.objects.bulk_create(
        (
            State(municipality=town, code=code, type=type_, names={"fi": fi, "sv": sv, "en": en}, order=order)
            for order, (code, type_, fi, sv, en) in enumerate(FIRST_STATES, 1)
        ),
        ignore_conflicts=True,
    )


def keep_state(*, town: Municipality, wishes: StateWishes) -> State:
    """Make a state, or change what it is called. What it means cannot change once a pin has it."""
    if wishes.type not in StateType.values:
        raise Refused([FieldError("type", "unknown_type", _("Choose what the state means."))])
    with in_town(town):
        known = State.objects.filter(municipality=town, code=wishes.code).first()
        if known is not None and known.type != wishes.type and _is_used(known):
            raise Refused([FieldError("type", "in_use", _("Messages have this state: what it means cannot change."))])
        return State.objects.update_or_create(
            municipality=town,
            code=wishes.code,
            defaults={
                "type": wishes.type,
                "names": dict(wishes.names),
                "order": wishes.order,
                "is_active": wishes.is_active,
            },
        )[0]


def state_of_type(town: Municipality, type_: str) -> State:
    """The town's first state that means this; a town that has none of its own gets the common one."""
    found = State.objects.filter(municipality=town, type=type_, is_active=True).first()
    if found is not None:
        return found
    code, _type, fi, sv, en = next(one for one in FIRST_STATES if one[1] == type_)
    names = {"fi": fi, "sv": sv, "en": en}
    return State.objects.update_or_create(
        municipality=town, code=code, defaults={"is_active": True}, create_defaults={"type": type_, "names": names}
    )[0]


@transaction.atomic
def keep_template(
    *, town: Municipality, wishes: TemplateWishes, known: ResponseTemplate | None = None
) -> ResponseTemplate:
    """Make a ready text, or change one."""
    if not any(text.strip() for text in wishes.texts.values()):
        raise Refused([FieldError("texts", "required", _("Write the text in at least one language."))])
    for owned in (wishes.category, wishes.state, known):
        if owned is not None and owned.municipality_id != town.pk:
            raise Refused([FieldError("template", "of_another_town", _("This is another town's."))])
    template = known or ResponseTemplate(municipality=town)
    template.category, template.state, template.order = wishes.category, wishes.state, wishes.order
    template.names, template.texts = dict(wishes.names), dict(wishes.texts)
    template.save()
    return template


def drop_template(*, town: Municipality, template: ResponseTemplate) -> None:
    """Answers that were made from it stay as they are."""
    ResponseTemplate.objects.filter(municipality=town, pk=template.pk).delete()


def templates_for(
    *, town: Municipality, category: Category | None, state: State | None = None
) -> list[ResponseTemplate]:
    """The ready texts that suit a message, the most particular first. Without a state: those for every state too."""
    found = ResponseTemplate.objects.filter(municipality=town).select_related("state", "category")
    fitting = [
        one
        for one in found
        if one.category_id in (None, category and category.pk) and (state is None or one.state_id in (None, state.pk))
    ]
    return sorted(fitting, key=lambda one: (one.category_id is None, one.state_id is None, one.order, one.pk))


def _is_used(state: State) -> bool:
    return Pin.objects.filter(municipality_id=state.municipality_id, state=state).exists()
