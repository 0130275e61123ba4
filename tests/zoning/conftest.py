"""Messages and drawn files come in everywhere as they do in the tests of importing."""

from tests.zoning.importing.conftest import run, written

__all__ = ["run", "written"]
