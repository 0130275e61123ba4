from collections.abc import Callable

import pytest

from accounts.models import Role, User
from accounts.services import Post, create_staff
from geo.models import Municipality

PASSWORD = "kuuluvuus on kuultu 7"
Staffed = Callable[..., User]


@pytest.fixture
def town(db: None) -> Municipality:
    return Municipality.objects.create(slug="kokeila", names={"fi": "Kokeila"})


@pytest.fixture
def other_town(db: None) -> Municipality:
    return Municipality.objects.create(slug="muualla", names={"fi": "Muualla"})


@pytest.fixture
def staff(town: Municipality) -> Staffed:
    """Make a user with a role in the town; `password` only where the test signs in with one."""

    def make(role: Role = Role.CLERK, email: str = "", *, password: str = "", **post: object) -> User:
        found = create_staff(email=email or f"{role}@kokeila.fi", post=Post(post.pop("town", town), role, **post))  # type: ignore[arg-type]
        if password:
            found.user.set_password(password)
            found.user.save()
        return found.user

    return make
