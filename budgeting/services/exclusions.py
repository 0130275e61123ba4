"""Proposals of which at most one can win: they need one place, or they are alternatives to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from budgeting.models import Exclusion, ExclusionMember, Proposal, Round
from budgeting.services.stepping import refuse, said
from geo.models import Municipality
from geo.tenancy import in_town


def exclude_each_other(
    *,
    town: Municipality,
    round: Round,
    kind: str,
    proposals: Sequence[Proposal],
    reason: Mapping[str, str] | None = None,
) -> Exclusion:
    """Declare that at most one of them can win. The same ones again of the same kind: the row that there is."""
    if kind not in Exclusion.Kind.values:
        raise refuse("kind", "unknown_kind", _("Choose why only one of them can win."))
    wanted = {one.pk for one in proposals}
    if len(wanted) < 2:
        raise refuse("proposals", "too_few", _("Choose at least two proposals."))
    if any(one.round_id != round.pk for one in proposals):
        raise refuse("proposals", "of_another_round", _("It belongs to another round."))
    why = said(reason or {}, "reason")
    with in_town(town):
        _refuse_frozen(round)
        for known in Exclusion.objects.filter(round=round, kind=kind).prefetch_related("members"):
            if {member.proposal_id for member in known.members.all()} == wanted:
                Exclusion.objects.filter(pk=known.pk).update(reason=why)
                return known
        made = Exclusion.objects.create(municipality=town, round=round, kind=kind, reason=why)
        ExclusionMember.objects.bulk_create(
            ExclusionMember(municipality=town, exclusion=made, proposal_id=pk) for pk in sorted(wanted)
        )
        return made


def lift_exclusion(*, town: Municipality, exclusion: Exclusion) -> None:
    """Both can win after all."""
    with in_town(town):
        _refuse_frozen(exclusion.round)
        Exclusion.objects.filter(pk=exclusion.pk).delete()


def _refuse_frozen(round: Round) -> None:
    """The database refuses it too; here it is said in words."""
    if Round.objects.filter(pk=round.pk, frozen_at__isnull=False).exists():
        raise refuse("round", "frozen", _("The vote has begun: what is on the ballot stays as it is."))
