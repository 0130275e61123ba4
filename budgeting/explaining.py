"""Why something won and something else did not, in words for a reader without mathematics, in the active language.

Every sentence is made of the count's own numbers, so that what is told is what was counted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from budgeting.tally import By, Count, Loser, Rule, Why, Winner

NO_BREAK = "\u00a0"
SMALL = 100  # euros below which cents are told


def in_euros(amount: Fraction | None) -> str:
    """Whole euros, with cents where they matter."""
    if amount is None:
        return "–"
    cents = round(amount * 100)
    value = round(amount) if cents % 100 == 0 or abs(cents) >= SMALL * 100 else f"{float(amount):.2f}"
    said = str(number_format(value, use_l10n=True, force_grouping=True)).replace(" ", NO_BREAK)
    return f"€{said}" if (get_language() or "").startswith("en") else f"{said}{NO_BREAK}€"


def whole(number: Fraction | int) -> str:
    """Votes or points; halves of points are told as they are."""
    exact = Fraction(number)
    value = exact.numerator if exact.denominator == 1 else f"{float(exact):.2f}"
    return str(number_format(value, use_l10n=True, force_grouping=True))


@dataclass(frozen=True)
class Support:
    """Votes or points, whichever the rule goes by."""

    amount: Fraction
    is_points: bool

    def __str__(self) -> str:
        number, said = math.ceil(self.amount), whole(self.amount)
        if self.is_points:
            return ngettext("%(n)s point", "%(n)s points", number) % {"n": said}
        return ngettext("%(n)s vote", "%(n)s votes", number) % {"n": said}


@dataclass(frozen=True)
class Teller:
    """Tells of one count. `names`: what the proposals are called, by their id in the count."""

    count: Count
    names: Mapping[str, str]

    @property
    def rule(self) -> Rule:
        return self.count.rule

    def support(self, of: Winner | Loser) -> Support:
        by_points = self.rule.utility == "points"
        return Support(of.points if by_points else Fraction(of.votes), by_points)

    def winner(self, won: Winner) -> str:
        if won.by == By.COMPLETION:
            told = _(
                "It was paid from money that was left when nobody's share was enough for anything more. "
                "Of what still fitted it had the most support: %(support)s."
            )
            return told % {"support": self.support(won)}
        if won.by == By.GREEDY:
            return self._greedy_winner(won)
        return self._payers(won)

    def loser(self, lost: Loser) -> str:
        told = {
            Why.NOBODY: self._nobody,
            Why.TOO_LITTLE_SUPPORT: self._below_threshold,
            Why.DID_NOT_FIT: self._did_not_fit,
            Why.STOPPED_BEFORE: self._stopped,
            Why.SUPPORTERS_MONEY: self._supporters_money,
            Why.EXCLUDED: self._excluded,
        }
        return told[lost.why](lost)

    def _payers(self, won: Winner) -> str:
        said = {
            "payers": whole(won.payers),
            "votes": whole(won.votes),
            "average": in_euros(won.average),
            "most": in_euros(won.most_paid),
        }
        if won.payers == won.votes and won.average == won.most_paid:
            told = ngettext(
                "Its only supporter paid for it, %(average)s out of their share.",
                "All of its %(votes)s supporters paid for it, %(average)s each out of their shares.",
                won.votes,
            )
            return told % said
        told = ngettext(
            "%(payers)s of its %(votes)s supporters paid for it: %(average)s out of their share.",
            "%(payers)s of its %(votes)s supporters paid for it out of their shares: %(average)s each on average, "
            "%(most)s at most.",
            won.payers,
        )
        return told % said

    def _greedy_winner(self, won: Winner) -> str:
        said = {"support": self.support(won), "each": in_euros(won.average)}
        if won.average is None:
            return _("When its turn came, there was enough money left for it.")
        if self.rule.utility == "cardinality":
            told = _(
                "It has %(support)s and costs %(each)s for each of them. "
                "When its turn came, there was enough money left for it."
            )
            return told % said
        told = _(
            "It has %(support)s. When its turn came, there was enough money left for it. It costs %(each)s a supporter."
        )
        return told % said

    def _nobody(self, lost: Loser) -> str:
        return _("Nobody chose it.")

    def _below_threshold(self, lost: Loser) -> str:
        needed = Support(Fraction(self.rule.threshold), self.rule.utility == "points")
        told = _("It has %(support)s, and the rule asks for at least %(needed)s: %(missing)s too few.")
        missing = Support(needed.amount - self.support(lost).amount, needed.is_points)
        return told % {"support": self.support(lost), "needed": needed, "missing": missing}

    def _did_not_fit(self, lost: Loser) -> str:
        told = _(
            "It has %(support)s. When its turn came, %(left)s was left and it costs %(cost)s: %(missing)s was missing."
        )
        return " ".join([told % {"support": self.support(lost), **_missing(lost)}, *self._more_support(lost)])

    def _stopped(self, lost: Loser) -> str:
        told = _("It has %(support)s. The count ended before its turn: “%(other)s” no longer fitted in the money.")
        return " ".join(
            [told % {"support": self.support(lost), "other": self._called(lost)}, *self._more_support(lost)]
        )

    def _supporters_money(self, lost: Loser) -> str:
        told = ngettext(
            "Its only supporter had %(left)s left of their share and it costs %(cost)s: %(missing)s was missing.",
            "Its %(votes)s supporters together had %(left)s left of their shares and it costs %(cost)s: "
            "%(missing)s was missing.",
            lost.votes,
        )
        said = {"votes": whole(lost.votes), **_missing(lost)}
        return " ".join([told % said, *self._more_supporters(lost), *self._after_completion(lost)])

    def _after_completion(self, lost: Loser) -> list[str]:
        """Why the rest of the money did not go to it either."""
        if self.rule.completion not in ("add1u", "add1-comparison") or lost.cost <= self.count.money_left:
            return []
        told = _("In the end %(left)s of all the money was left, which is not enough for it.")
        return [told % {"left": in_euros(self.count.money_left)}]

    def _more_supporters(self, lost: Loser) -> list[str]:
        if not lost.missing_support:
            return []
        number = math.ceil(lost.missing_support)
        if self.rule.utility == "points":
            told = ngettext(
                "About %(n)s more point from people with their whole share left could have paid it.",
                "About %(n)s more points from people with their whole share left could have paid it.",
                number,
            )
        else:
            told = ngettext(
                "About %(n)s more supporter with their whole share left could have paid it.",
                "About %(n)s more supporters with their whole share left could have paid it.",
                number,
            )
        return [told % {"n": whole(number)}]

    def _more_support(self, lost: Loser) -> list[str]:
        if not lost.missing_support:
            return [_("No number of votes would have helped: it costs more than there is.")] * (
                lost.cost > self.count.budget
            )
        more = Support(Fraction(math.ceil(lost.missing_support)), self.rule.utility == "points")
        return [_("With %(more)s more it would have won.") % {"more": more}]

    def _excluded(self, lost: Loser) -> str:
        return _("“%(other)s” won, and only one of the two can be built.") % {"other": self._called(lost)}

    def _called(self, lost: Loser) -> str:
        return self.names.get(lost.because_of or "", lost.because_of or "")


def _missing(lost: Loser) -> dict[str, str]:
    """What was missing is rounded up, and what there was is the rest, so that the three sums agree."""
    missing = lost.missing_money or Fraction(0)
    missing = Fraction(math.ceil(missing)) if missing >= SMALL else Fraction(math.ceil(missing * 100), 100)
    return {"left": in_euros(lost.cost - missing), "cost": in_euros(lost.cost), "missing": in_euros(missing)}


def rule_name(rule: Rule) -> str:
    names = {
        ("greedy", "cost"): _("Most votes first"),
        ("greedy", "cardinality"): _("Most votes per euro first"),
        ("greedy", "points"): _("Most points first"),
        ("equal-shares", "cost"): _("Equal shares"),
        ("equal-shares", "cardinality"): _("Equal shares, each proposal worth the same"),
        ("equal-shares", "points"): _("Equal shares by points"),
    }
    return names[(rule.rule, rule.utility)]


def rule_meaning(rule: Rule) -> str:
    """One sentence that a reader can check with a pencil."""
    meanings = {
        ("greedy", "cost"): _("The proposal with the most votes is taken first, then the next one that still fits."),
        ("greedy", "cardinality"): _(
            "The proposal with the most votes for each euro is taken first, then the next one that still fits."
        ),
        ("greedy", "points"): _("The proposal with the most points is taken first, then the next one that still fits."),
        ("equal-shares", "cost"): _(
            "Everybody who voted has an equal share of the money. A proposal wins when its supporters can pay it "
            "together, and each of them pays from their own share."
        ),
        ("equal-shares", "cardinality"): _(
            "As equal shares, but what costs its supporters the least is taken first, whatever its size."
        ),
        ("equal-shares", "points"): _("As equal shares, but who gave more points pays more."),
    }
    return meanings[(rule.rule, rule.utility)]


def completion_meaning(rule: Rule) -> str:
    """What happens to the money that nobody's share is enough for."""
    if rule.rule != "equal-shares":
        return ""
    return {
        "none": _("Money for which no group of supporters has enough stays unused."),
        "add1": _("When money is left, everybody's share is raised a euro at a time as long as the money lasts."),
        "add1u": _(
            "When money is left, everybody's share is raised a euro at a time as long as the money lasts; "
            "what is then left goes to what has the most votes and still fits."
        ),
        "add1-comparison": _(
            "The result is compared with taking the most votes first, and it stands unless more voters prefer that."
        ),
    }[rule.completion]
