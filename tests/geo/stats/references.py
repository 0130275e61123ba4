"""Results by other people's software, read from beside the project; tests skip where they are not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "reference" / "coverage"
needs_references = pytest.mark.skipif(
    not FOLDER.exists(), reason="the reference tables (../shared/reference) are not here"
)
Floats = npt.NDArray[np.float64]


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{name}.csv", keep_default_na=False, na_values=["NA", "NaN"], dtype={"id": str})


def column(rows: pd.DataFrame, name: str) -> Floats:
    return rows[name].to_numpy(dtype=np.float64)
