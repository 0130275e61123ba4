"""What was computed of a town and what of it is public, and the town's programme of taking part."""

from neighbourhoods.models.figures import (
    AreaFigure,
    CoverageRun,
    Release,
    ReleasedCoverage,
    ReleaseMemory,
    RunResult,
)
from neighbourhoods.models.programme import Evidence, Goal, Measure, Programme

__all__ = [
    "AreaFigure",
    "CoverageRun",
    "Evidence",
    "Goal",
    "Measure",
    "Programme",
    "Release",
    "ReleaseMemory",
    "ReleasedCoverage",
    "RunResult",
]
