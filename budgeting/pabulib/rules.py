"""The rule a Pabulib file names, as a rule of ours.

`equalshares/add1-comparison` is how Wieliczka counted: shares were raised until the next step would have overspent,
whether or not anything still fitted. So `ends_when_full` is off for it.
"""

from __future__ import annotations

from fractions import Fraction

from budgeting.pabulib.numbers import number_in
from budgeting.pabulib.shapes import PabulibFile, StatedRule
from budgeting.tally import Rule
from budgeting.tally.shapes import Utility

KNOWN: dict[str, Rule] = {
    "greedy": Rule(),
    "greedy-no-skip": Rule(skipping=False),
    "greedy-threshold": Rule(),
    "equalshares": Rule("equal-shares"),
    "equalshares/add1": Rule("equal-shares", completion="add1"),
    "equalshares/add1-comparison": Rule("equal-shares", completion="add1-comparison", ends_when_full=False),
}
IN_PART = {
    "greedy-exclusive": "which projects exclude each other",
    "greedy-custom": "the town's own additions to it",
    "equalshares-comparison": "the comparison with greedy after equal shares without completion",
}


def stated_rule(file: PabulibFile, utility: Utility = "cost") -> StatedRule:
    name = file.meta.get("rule", "").lower()
    known = KNOWN.get(name)
    unknown = None
    if known is None:
        known = KNOWN["equalshares" if name.startswith("equalshares") else "greedy"]
        what = IN_PART.get(name)
        said = f"the file's rule is “{name}”" if name else "the file names no rule"
        unknown = f"{said}, and does not say {what}" if what else f"{said}: counted as greedy"
    return StatedRule(
        Rule(
            known.rule,
            utility,
            known.completion,
            known.skipping,
            stated_threshold(file),
            ends_when_full=known.ends_when_full,
        ),
        unknown,
    )


def stated_threshold(file: PabulibFile) -> Fraction:
    return max(number_in(file.meta.get("min_project_score_threshold", "")) or Fraction(), Fraction())
