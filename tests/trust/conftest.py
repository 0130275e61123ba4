"""A browser and a small town for the tests of trust that need them."""

from tests.frontend.conftest import chromium, driver, live_town

__all__ = ["chromium", "driver", "live_town"]
