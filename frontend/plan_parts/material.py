"""The versions of a plan, its documents, and its participation scheme: everything there is to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.languages import text_in
from zoning.code_lists import DOCUMENTS
from zoning.models import PlanDocument, PlanVersion

if TYPE_CHECKING:
    from frontend.plan_parts import ShownPlan

STAGES = list(PlanVersion.Stage)


@dataclass(frozen=True)
class ShownDocument:
    document: PlanDocument
    language: str

    @property
    def name(self) -> str:
        return self.document.name(self.language)

    @property
    def type(self) -> str:
        return DOCUMENTS.word(self.document.type, self.language)

    @property
    def ending(self) -> str:
        return self.document.file_name.rpartition(".")[2].upper()


@dataclass(frozen=True)
class ShownVersion:
    """A version with its documents; `name` says its stage, its option, and which time it is."""

    version: PlanVersion
    language: str
    documents: tuple[ShownDocument, ...] = ()

    @property
    def name(self) -> str:
        return version_name(self.version, self.language)

    @property
    def text(self) -> str:
        return text_in(self.version.texts, self.language)

    @property
    def picture_alt(self) -> str:
        return text_in(self.version.picture_alt, self.language) or self.name


def version_name(version: PlanVersion, language: str) -> str:
    name = version.name(language)
    return f"{name} ({version.number})" if version.number > 1 and not text_in(version.names, language) else name


def material(shown: ShownPlan) -> dict[str, Any]:
    language = shown.page.language
    by_version: dict[int | None, list[ShownDocument]] = {}
    for one in shown.plan.documents.published():
        by_version.setdefault(one.version_id, []).append(ShownDocument(one, language))
    versions = [
        ShownVersion(one, language, tuple(by_version.get(one.pk, ())))
        for one in newest_first(shown.plan.versions.published())
    ]
    return {
        "versions": versions,
        "plan_documents": by_version.get(None, []),
        "scheme": shown.plan.schemes.published().first(),
        "can_compare": sum(one.version.geom is not None for one in versions) > 1,
    }


def newest_first(versions: Any) -> list[PlanVersion]:
    """The furthest stage first; options of one stage in their order."""
    return sorted(versions, key=lambda one: (-STAGES.index(one.stage), -one.number, one.option, one.pk))
