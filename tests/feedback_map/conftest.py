"""A square town of two halves, west and east."""

import pytest

from geo.models import AreaSet, Municipality
from tests.factories import make_category, make_halves, make_town


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town()
    make_category(town)
    return town


@pytest.fixture
def halves(town: Municipality) -> AreaSet:
    return make_halves(town)
