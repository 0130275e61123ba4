"""Messages come in here as they do in the tests of importing."""

from tests.zoning.importing.conftest import run, written

__all__ = ["run", "written"]
