"""The power study as tables in docs/method.md and as a picture that prints in grey."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench import report
from bench.databases import PROJECT
from bench.power import LEVELS, PINS, RATIOS, Study
from bench.power_rules import RULES
from bench.power_towns import Setting

PAGE, PICTURE = PROJECT / "docs" / "method.md", PROJECT / "docs" / "images" / "power.svg"
SHIPPED, SHARPER = "rule A (shipped)", "candidates"
MOST_FALSE, MOST_HALF_ON_PAR = 0.05, 0.05
GOALS = {  # at ratio .5 and natural variation .2
    ("boards", 5_000): 0.80,
    ("boards", 15_000): 0.94,
    ("neighbourhoods", 15_000): 0.57,
    ("neighbourhoods", 50_000): 0.77,
}
LOOKS = {"boards": ("-", "black"), "neighbourhoods": ("--", "0.35")}


def largest_fdr(study: Study, rule: str) -> float:
    return max(outcome.fdr for (name, _), outcome in study.outcomes.items() if name == rule)


def found(study: Study, rule: str, level: str, pins: int, ratio: float = 0.5) -> float:
    return study.outcomes[rule, Setting(level, pins, ratio, 0.2)].found


def half_on_par(study: Study) -> float:
    return max(share for setting, share in study.on_par.items() if setting.ratio == 0.5)


def goals_met(study: Study) -> bool:
    """The method's goals, on the areas this study planted."""
    return (
        largest_fdr(study, SHIPPED) <= MOST_FALSE
        and half_on_par(study) <= MOST_HALF_ON_PAR
        and all(found(study, SHIPPED, level, pins) >= goal for (level, pins), goal in GOALS.items())
    )


def publish(study: Study) -> None:
    draw(study)
    report.write("power", "\n".join(_text(study)), PAGE)


def _text(study: Study) -> Iterator[str]:
    settings = {setting for _, setting in study.outcomes}
    yield f"{len(settings)} settings, {study.towns} towns each."
    yield ""
    yield "| goal | asked | shipped rule |"
    yield "|---|---|---|"
    worst = largest_fdr(study, SHIPPED)
    yield f"| largest false discovery rate of any setting | ≤ {MOST_FALSE:.0%} | **{worst:.1%}** |"
    yield (
        f"| planted half-rate areas called on par, the largest share of any setting | ≤ {MOST_HALF_ON_PAR:.0%} "
        f"| **{half_on_par(study):.1%}** |"
    )
    for (level, pins), goal in GOALS.items():
        reached = found(study, SHIPPED, level, pins)
        yield f"| residents of half-rate areas found, {level}, {pins:,} pins | ≥ {goal:.2f} | **{reached:.2f}** |"
    yield ""
    yield "Share of the planted residents found (natural variation .2): shipped rule, in brackets the sharper family."
    yield ""
    yield f"| | {' | '.join(f'{pins:,} pins' for pins in PINS)} |"
    yield f"|---|{'---|' * len(PINS)}"
    for level in LEVELS:
        for ratio in RATIOS[1:]:
            cells = [
                f"{found(study, SHIPPED, level, pins, ratio):.2f} ({found(study, SHARPER, level, pins, ratio):.2f})"
                for pins in PINS
            ]
            yield f"| {level}, ratio {ratio:g} | {' | '.join(cells)} |"
    yield ""
    yield from _tried(study)
    yield ""
    yield "![False discoveries and power in made-up towns](images/power.svg)"


def _tried(study: Study) -> Iterator[str]:
    yield "What was tried against the shipped rule (power at ratio .5, natural variation .2):"
    yield ""
    columns = [f"{level}, {pins:,}" for level in LEVELS for pins in (1_500, 5_000, 15_000)]
    yield f"| rule | largest FDR | {' | '.join(columns)} |"
    yield f"|---|{'---|' * (1 + len(columns))}"
    for rule in RULES:
        cells = [f"{found(study, rule, level, pins):.2f}" for level in LEVELS for pins in (1_500, 5_000, 15_000)]
        yield f"| {rule} | {largest_fdr(study, rule):.1%} | {' | '.join(cells)} |"


def draw(study: Study) -> None:
    """Left: the false discovery rate of every rule in every setting. Right: what is found with how much data."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "power", "font.size": 9, "svg.fonttype": "none", "font.family": "sans-serif"})
    from matplotlib import pyplot

    figure, (errors, power) = pyplot.subplots(1, 2, figsize=(11, 4.4), width_ratios=(1, 1.15))
    _draw_errors(errors, study)
    _draw_power(power, study)
    figure.tight_layout()
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(PICTURE, format="svg", metadata={"Date": None, "Title": "False discoveries and power"})
    pyplot.close(figure)


def _draw_errors(axes: Any, study: Study) -> None:
    names = list(RULES)[::-1]
    for row, name in enumerate(names):
        rates = sorted({round(outcome.fdr, 4) for (rule, _), outcome in study.outcomes.items() if rule == name})
        axes.plot(rates, [row] * len(rates), "o", color="0.45", markersize=3, alpha=0.5)
        axes.plot([max(rates)], [row], "D", color="black", markersize=5)
    axes.axvline(MOST_FALSE, color="black", linewidth=1, linestyle=":")
    axes.set_yticks(range(len(names)), names)
    axes.set_xlim(-0.01, 0.75)
    axes.set_xlabel("false discovery rate; a dot is a setting, the diamond the worst, the line 5 %")


def _draw_power(axes: Any, study: Study) -> None:
    for level in LEVELS:
        line, shade = LOOKS[level]
        for rule, marker, width in ((SHIPPED, "o", 1.8), (SHARPER, "^", 0.8)):
            shares = [found(study, rule, level, pins) for pins in PINS]
            label = f"{level}, {'shipped rule' if rule == SHIPPED else 'sharper family'}"
            axes.plot(PINS, shares, line, marker=marker, color=shade, linewidth=width, markersize=4, label=label)
    for (level, pins), goal in GOALS.items():
        axes.plot([pins], [goal], "_", color=LOOKS[level][1], markersize=22, markeredgewidth=2)
    axes.set_xscale("log")
    axes.set_xticks(PINS, [f"{pins:,}" for pins in PINS])
    axes.minorticks_off()
    axes.set_ylim(-0.02, 1.03)
    axes.set_xlabel("pins in the town (four to a participant); bars are the goals")
    axes.set_ylabel("residents at half the rate who are found")
    axes.legend(loc="lower right", frameon=False, fontsize=8)
