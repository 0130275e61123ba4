"""What a round is set to, in words for a reader without mathematics, in the active language.

Every sentence is made from the configuration that the engine runs on, and from nothing else: what is said here is what
is counted (tests/budgeting/test_words.py changes each setting and looks for its words).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.explaining import in_euros
from budgeting.models import BallotKind, Completion, Pot, Round, RoundPhase, TallyRule, TieBreak, Utility, VotingWay
from budgeting.poll import CENTS
from geo.languages import text_in
from participation.models import AgeBand, ResidentType

Kind = RoundPhase.Kind


def ballot_words(of: Round) -> list[str]:
    """What one ballot may hold."""
    told = {
        BallotKind.APPROVAL: _approval,
        BallotKind.KNAPSACK: _knapsack,
        BallotKind.POINTS: _points,
        BallotKind.RANKING: _ranking,
    }
    last = _("Everybody has one ballot. You can change it until the vote ends.")
    return [*told[BallotKind(of.ballot)](of), last]


def rule_words(of: Round) -> list[str]:
    """How the ballots become winners, step by step."""
    steps = _equal_shares(of) if of.rule == TallyRule.EQUAL_SHARES else _greedy(of)
    return [*_support(of), *steps, _ties(of), _("Of proposals that exclude each other, only one can win.")]


def money_words(pots: Sequence[Pot], language: str) -> list[str]:
    """How much there is, and whether it is in one pot or several."""
    whole = in_euros_of(sum(pot.money_cents for pot in pots))
    if len(pots) == 1:
        return [_("There is %(money)s for the round.") % {"money": whole}, *_meant_for(pots[0], language)]
    first = ngettext(
        "There is %(money)s for the round, in %(n)s pot.", "There is %(money)s for the round, in %(n)s pots.", len(pots)
    )
    each = [f"{pot.name(language)}: {in_euros_of(pot.money_cents)}" for pot in pots]
    meant = [line for pot in pots for line in _meant_for(pot, language)]
    alone = _("Each pot is counted by itself. No money moves from one pot to another.")
    return [first % {"money": whole, "n": len(pots)}, *each, *meant, *([alone] if pots else [])]


def electorate_words(of: Round, language: str, pots: Sequence[Pot] = ()) -> list[str]:
    """Who may vote, how they show it, and who may choose from pots that are for an age group."""
    if not of.has_vote:
        return [_("There is no public vote in this round.")]
    return [*(entitled_words(of, language) or [_("Everybody may vote.")]), *way_words(of), *age_words(of, pots)]


def age_words(of: Round, pots: Sequence[Pot]) -> list[str]:
    """How a pot for an age group is kept for it; nothing where there is no such pot."""
    if not any(pot.kind == Pot.Kind.AGE for pot in pots):
        return []
    found = [_("Only people of the ages that a pot is for may choose proposals from it.")]
    if VotingWay.CODE in of.ways:
        found.append(_("A printed code that was made for an age group opens no other age group's pot."))
    if VotingWay.OIDC in of.ways:
        found.append(_("Strong identification shows your age if it tells your date of birth."))
    if set(of.ways) - {VotingWay.PAPER}:
        found.append(_("Where your age is not known, you confirm it yourself when you cast your ballot."))
    if VotingWay.PAPER in of.ways:
        found.append(_("On paper your age is not checked: your own word is trusted."))
    return found


def entitled_words(of: Round, language: str) -> list[str]:
    """What is asked of a voter; nothing where everybody may vote."""
    found = [*_ages(of), *_ties_to_town(of, language)]
    if VotingWay.COUNCIL in of.ways and of.council is not None:
        found.append(_("Members of this council vote: %(council)s.") % {"council": text_in(of.council.names, language)})
    return found


def way_words(of: Round) -> list[str]:
    """How a voter gets to the ballot, one sentence for each way in the order of the ways."""
    told = {
        VotingWay.CODE: _("You can vote with a printed code. One code opens one ballot."),
        VotingWay.EMAIL: _("You can vote with a link that is sent to your e-mail. One address has one ballot."),
        VotingWay.OIDC: _("You can vote when you identify yourself strongly, such as with your bank's codes."),
        VotingWay.COUNCIL: _("Members of the council vote when they have signed in."),
        VotingWay.PAPER: _("You can vote on paper. A ballot on paper cannot be changed once it is in the box."),
    }
    ways = [told[way] for way in VotingWay if way in of.ways]
    claims = sorted(of.claims.items()) if VotingWay.OIDC in of.ways else []
    asked = [
        _("Your identification must say: %(claim)s is %(values)s.") % {"claim": claim, "values": _listed(values)}
        for claim, values in claims
    ]
    return [*ways, *asked]


def paper_words(of: Round) -> list[str]:
    """How what is written on paper is checked; nothing where nobody votes on paper."""
    if VotingWay.PAPER not in of.ways:
        return []
    if of.double_entry:
        return [_("Every ballot on paper is entered twice, by two people.")]
    return [
        _("Ballots on paper are entered by one person. Another checks %(share)s per cent of them, picked by chance.")
        % {"share": of.checked_share}
    ]


def phase_words(kind: str) -> str:
    """What one can do while a phase of this kind lasts."""
    told = {
        Kind.COLLECT: _("You can send an idea."),
        Kind.REFINE: _("Ideas are made into proposals together. You can comment and write along."),
        Kind.COST: _("The town's units estimate what each proposal costs and whether it can be done."),
        Kind.VOTE: _("You can vote."),
        Kind.DECIDE: _("The decision is made."),
        Kind.BUILD: _("What was decided is built. You can help in working parties."),
    }
    return told[Kind(kind)]


def in_euros_of(cents: int) -> str:
    return in_euros(Fraction(cents, CENTS))


def _approval(of: Round) -> list[str]:
    if of.most_choices is None:
        return [_("Choose all the proposals that you support, as many as you like.")]
    return [
        ngettext(
            "Choose the %(n)s proposal that you support most.",
            "Choose the proposals that you support, %(n)s at most.",
            of.most_choices,
        )
        % {"n": of.most_choices}
    ]


def _knapsack(of: Round) -> list[str]:
    first = _("Choose proposals as long as the money lasts: together they may cost at most what there is in their pot.")
    return [first, *_at_most(of)]


def _points(of: Round) -> list[str]:
    first = ngettext(
        "You have %(n)s point to give to a proposal.",
        "You have %(n)s points. Share them out between proposals as you like.",
        of.points_total or 0,
    )
    return [first % {"n": of.points_total or 0}, *_at_most(of)]


def _ranking(of: Round) -> list[str]:
    first = _("Put proposals in order: first the one that you want most. Leave out those that you do not support.")
    return [first, *_at_most(of)]


def _at_most(of: Round) -> list[str]:
    if of.most_choices is None:
        return []
    said = ngettext("Choose %(n)s proposal at most.", "Choose %(n)s proposals at most.", of.most_choices)
    return [said % {"n": of.most_choices}]


def _support(of: Round) -> list[str]:
    """What counts as support, and how much of it is needed at least."""
    by_points = of.utility == Utility.POINTS
    found = []
    if by_points and of.ballot == BallotKind.RANKING:
        found.append(
            _(
                "Your order gives points: the first on your list gets as many points as there are proposals in its "
                "pot, the next one a point less, and so on."
            )
        )
    elif by_points:
        found.append(_("What counts is how many points a proposal gets."))
    else:
        found.append(_("What counts is how many voters chose a proposal."))
    if of.threshold:
        needed = (
            ngettext("A proposal needs at least %(n)s point.", "A proposal needs at least %(n)s points.", of.threshold)
            if by_points
            else ngettext(
                "A proposal needs at least %(n)s vote.", "A proposal needs at least %(n)s votes.", of.threshold
            )
        )
        found.append(needed % {"n": of.threshold})
    return found


def _threshold(least: int, by_points: bool) -> str:
    votes = ngettext("A proposal needs at least %(n)s vote.", "A proposal needs at least %(n)s votes.", least)
    points = ngettext("A proposal needs at least %(n)s point.", "A proposal needs at least %(n)s points.", least)
    return (points if by_points else votes) % {"n": least}


def _greedy(of: Round) -> list[str]:
    order = {
        Utility.COST: _("The proposals are gone through one by one: first the one with the most votes."),
        Utility.CARDINALITY: _(
            "The proposals are gone through one by one: first the one with the most votes for its price."
        ),
        Utility.POINTS: _("The proposals are gone through one by one: first the one with the most points."),
    }
    fits = _("A proposal wins when there is still enough money for it.")
    if of.skips:
        end = _("One that is too dear for what is left is passed over, and the next one is looked at.")
    else:
        end = _("When there is not enough money for the next one, the count ends.")
    last = [] if of.threshold else [_("If money is left, even one that nobody chose wins.")]
    return [order[Utility(of.utility)], fits, end, *last]


def _equal_shares(of: Round) -> list[str]:
    gain = {
        Utility.COST: _(
            "First comes the proposal for which each supporter pays the smallest part of its price: "
            "one with many supporters."
        ),
        Utility.CARDINALITY: _("First comes the proposal for which each supporter pays the least money."),
        Utility.POINTS: _(
            "First comes the proposal for which supporters pay the least for each point that they gave to it."
        ),
    }
    return [
        _("The money is divided equally between the voters. Everybody has the same share to pay with."),
        _("A proposal wins when its supporters can pay for it together from their shares. The cost is shared evenly."),
        gain[Utility(of.utility)],
        *_completion(of),
    ]


def _completion(of: Round) -> list[str]:
    """What is done with money that the shares leave over."""
    raised = _(
        "If money is left over, everybody's share is raised by a euro at a time and the count is made again, "
        "until nothing more fits or the next raise would spend more than there is."
    )
    rest = _("What is still left goes to the proposals with the most votes that fit.")
    if of.utility == Utility.POINTS:
        rest = _("What is still left goes to the proposals with the most points that fit.")
    compared = _(
        "Last, the result is compared with one in which the proposals with the most votes simply come first. "
        "If more voters get more of what they chose from that one, it stands instead."
    )
    if of.utility == Utility.POINTS:
        compared = _(
            "Last, the result is compared with one in which the proposals with the most points simply come first. "
            "If more voters get more of what they gave points to from that one, it stands instead."
        )
    told = {
        Completion.NONE: [_("Money that the shares leave over is not spent in this count.")],
        Completion.ADD1: [raised],
        Completion.ADD1U: [raised, rest],
        Completion.ADD1_COMPARISON: [raised, compared],
    }
    return told[Completion(of.completion)]


def _ties(of: Round) -> str:
    if of.tie_break == TieBreak.NUMBER:
        return _("If two proposals are level, the one with the smaller number comes first.")
    return _("If two proposals are level, the cheaper comes first, and then the one with the smaller number.")


def _ages(of: Round) -> list[str]:
    said = {"least": of.min_age, "most": of.max_age}
    if of.min_age is not None and of.max_age is not None:
        return [_("You may vote if you are from %(least)s to %(most)s years old.") % said]
    if of.min_age is not None:
        return [_("You may vote if you are at least %(least)s years old.") % said]
    if of.max_age is not None:
        return [_("You may vote if you are at most %(most)s years old.") % said]
    return []


def _ties_to_town(of: Round, language: str) -> list[str]:
    told = {
        ResidentType.PERMANENT: _("those who live here"),
        ResidentType.SEASONAL: _("those who have a holiday home here"),
        ResidentType.WORK: _("those who work or go to school here"),
        ResidentType.OTHER: _("others"),
    }
    kinds = [told[kind] for kind in ResidentType if kind in of.residents]
    found = [_("The vote is for %(who)s.") % {"who": _listed(kinds)}] if kinds else []
    if of.area is not None:
        found.append(_("The vote is only for people of this area: %(area)s.") % {"area": of.area.name(language)})
    return found


def _meant_for(pot: Pot, language: str) -> list[str]:
    if pot.kind == Pot.Kind.TOWN:
        return []
    return [_("%(pot)s is for this: %(what)s.") % {"pot": pot.name(language), "what": pot_words(pot, language)}]


def pot_words(pot: Pot, language: str) -> str:
    """Whom or what a pot's money is for."""
    if pot.kind == Pot.Kind.AREA and pot.area is not None:
        return _("the area %(area)s") % {"area": pot.area.name(language)}
    if pot.kind == Pot.Kind.AGE:
        return _("people of these ages: %(ages)s") % {"ages": ages_listed(pot.age_bands)}
    if pot.kind == Pot.Kind.THEME:
        return _("a theme")
    return _("the whole town")


def ages_listed(age_bands: Iterable[str]) -> str:
    bands = dict(AgeBand.choices)
    return _listed(str(bands[band]) for band in age_bands if band in bands)


def _listed(words: object) -> str:
    """Values side by side; one that is not a list is itself."""
    if isinstance(words, str) or not isinstance(words, Iterable):
        return str(words)
    return ", ".join(str(word) for word in words)
