from collections.abc import Callable, Iterator

import pytest

from delivery import topics
from delivery.topics import Message, Topic
from geo.models import Municipality


@pytest.fixture
def town(db: None) -> Municipality:
    return Municipality.objects.create(slug="kokeila", names={"fi": "Kokeila"})


@pytest.fixture
def topic() -> Iterator[Callable[..., list[Message]]]:
    """Register a topic for one test; gives the list of messages that it carried."""
    before = dict(topics._topics)

    def make(name: str, effect: Callable[[Message], None] = lambda message: None, **options: object) -> list[Message]:
        carried: list[Message] = []

        def carry(message: Message) -> None:
            effect(message)
            carried.append(message)

        topics.register(Topic(name, carry, **options))  # type: ignore[arg-type]
        return carried

    yield make
    topics._topics.clear()
    topics._topics.update(before)
