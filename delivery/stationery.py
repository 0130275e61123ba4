"""What a letter says, once, from which its plain text and its HTML are both made.

Everything is escaped in the HTML, nothing comes from elsewhere, and it reads well in light and dark.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation

from delivery.mail import Letter


@dataclass(frozen=True)
class Words:
    """A paragraph."""

    text: str
    part: str = "words"

    def plain(self) -> str:
        return self.text


@dataclass(frozen=True)
class Heading:
    text: str
    part: str = "heading"

    def plain(self) -> str:
        return self.text.upper()


@dataclass(frozen=True)
class Quote:
    """What somebody wrote, in its own language."""

    text: str
    language: str = ""
    part: str = "quote"

    def plain(self) -> str:
        return "\n".join(f"> {line}".rstrip() for line in self.text.splitlines())


@dataclass(frozen=True)
class Link:
    """Something to do: a button, or an address of its own line."""

    words: str
    address: str
    is_main: bool = True
    part: str = "link"

    def plain(self) -> str:
        return f"{self.words}:\n{self.address}"


@dataclass(frozen=True)
class Facts:
    rows: tuple[tuple[str, str], ...]
    part: str = "facts"

    def plain(self) -> str:
        return "\n".join(f"{name}: {value}" for name, value in self.rows)


@dataclass(frozen=True)
class Item:
    """One of several things that are new, with the way to it."""

    title: str
    address: str
    text: str = ""
    language: str = ""
    part: str = "item"

    def plain(self) -> str:
        return "\n".join(line for line in (f"* {self.title}", self.text, self.address) if line)


Part = Words | Heading | Quote | Link | Facts | Item


@dataclass(frozen=True)
class Sheet:
    """A letter before it is folded: who writes, what, and why the reader gets it."""

    sender: str
    language: str
    title: str
    parts: tuple[Part, ...]
    why: str = ""
    stop: str = ""
    stop_words: str = ""

    def letter(self, *, to: str, subject: str, reply_to: str = "") -> Letter:
        return Letter(
            to, subject, self.as_text(), reply_to, html=self.as_html(), stop=self.stop, language=self.html_language
        )

    @property
    def html_language(self) -> str:
        return self.language.partition("-")[0]

    def as_text(self) -> str:
        feet = [self.why, f"{self.stop_words}: {self.stop}" if self.stop else ""]
        foot = "\n".join(["-- ", *(line for line in feet if line), f"{self.sender} – Kuuluvuus"])
        return "\n\n".join([self.title, *(part.plain() for part in self.parts), foot]) + "\n"

    def as_html(self) -> str:
        with translation.override(self.language):
            return render_to_string("delivery/letter.html", {"sheet": self})
