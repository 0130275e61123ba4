"""What stands on an area's sheet, before it is known whether it becomes PDF or DOCX."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """An SVG, what it shows in words, and the same as PNG for documents that take no SVG."""

    svg: str
    words: str
    png: bytes = b""


@dataclass(frozen=True)
class Table:
    """A table whose first column names its rows."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A heading and what is under it. `lines` are shown as a list.

    Where room ends, the last lines of what `shortens` are left out first, then whole sections that `give way`.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()
    table: Table | None = None
    picture: Picture | None = None
    lines: tuple[str, ...] = ()
    shortens: bool = False
    gives_way: bool = False


@dataclass(frozen=True)
class Sheet:
    """A whole sheet in one language. `address` is printed and stands in the QR code."""

    title: str
    subtitle: str
    language: str
    sections: tuple[Section, ...]
    address: str
    address_words: str
    footer: tuple[str, ...] = ()
