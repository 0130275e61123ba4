"""What the doors know of themselves: released figures as rows, and the files that are made of open data."""

from doors.models.released import CoverageArea, ReleasedPopulation

__all__ = ["CoverageArea", "ReleasedPopulation"]
