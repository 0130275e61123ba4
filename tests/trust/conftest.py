"""A browser and a small town for the tests of trust that need them."""

from tests.frontend.conftest import chromium, live_town

__all__ = ["chromium", "live_town"]
