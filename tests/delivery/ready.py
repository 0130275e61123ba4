"""Imported once by the process from which the drills' workers are forked: each of them is then ready in no time."""

import django
import pytest  # noqa: F401  the main module of a run of tests, which every worker looks at

from tests.delivery.drill import register_topics

django.setup()
register_topics()
