"""What can be followed, and where news comes from. Apps register both when they start (`AppConfig.ready`).

Participation knows who follows what; what a topic means, and what is new in it, only the apps above know.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from geo.models import Municipality


@dataclass(frozen=True)
class Entry:
    """A piece of news as it is told: what may be published of it, in its own language, and the way to it."""

    title: str
    path: str
    text: str = ""
    language: str = ""


@dataclass(frozen=True)
class FollowTopic:
    """Something that can be followed.

    `check` gives the reference as it is kept, or None when there is no such thing; `name` what it is called;
    `path` where one sees it; `news` the items of a source that belong to it, of those that are asked about.
    """

    kind: str
    check: Callable[[Municipality, str], str | None]
    name: Callable[[Municipality, str, str], str]
    path: Callable[[Municipality, str], str]
    news: Callable[[Municipality, str, str, Sequence[str]], set[str]]
    at_once: bool = False


@dataclass(frozen=True)
class NewsSource:
    """Where news comes from: `notice` writes down what is new and public, `entries` says what an item may say now."""

    name: str
    notice: Callable[[Municipality], int]
    entries: Callable[[Municipality, Sequence[str], str], dict[str, Entry]]


_topics: dict[str, FollowTopic] = {}
_sources: dict[str, NewsSource] = {}


def register_follow_topic(topic: FollowTopic) -> None:
    if _topics.setdefault(topic.kind, topic) != topic:
        raise ValueError(f"Two topics of the kind {topic.kind}.")


def register_news(source: NewsSource) -> None:
    if _sources.setdefault(source.name, source) != source:
        raise ValueError(f"Two sources of news called {source.name}.")


def follow_topic(kind: str) -> FollowTopic | None:
    return _topics.get(kind)


def follow_topics() -> list[FollowTopic]:
    return list(_topics.values())


def news_sources() -> list[NewsSource]:
    return list(_sources.values())
