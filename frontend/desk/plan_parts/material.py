"""A plan's scheme, versions and documents, published or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from frontend.pages import OWN_NAMES
from frontend.plan_parts.material import ShownDocument, ShownVersion, newest_first
from zoning.code_lists import PUBLICITY
from zoning.services.schemes import missing, untranslated

if TYPE_CHECKING:
    from frontend.desk.plan_parts import DeskPlan


@dataclass(frozen=True)
class FiledDocument(ShownDocument):
    @property
    def publicity(self) -> str:
        return PUBLICITY.word(self.document.publicity, self.language)


def material(at_desk: DeskPlan) -> dict[str, Any]:
    plan, town, language = at_desk.plan, at_desk.town, at_desk.page.language
    newest = plan.schemes.first()
    lacks = missing(town, newest) if newest and newest.published_at is None else []
    other = untranslated(newest, town.languages) if newest else {}
    versions = newest_first(plan.versions.annotate(objects_number=Count("objects_drawn")))
    return {
        "newest_scheme": newest,
        "scheme_lacks": [error.detail for error in lacks],
        "scheme_untranslated": [(OWN_NAMES.get(code, code), len(parts)) for code, parts in other.items()],
        "versions": [ShownVersion(one, language) for one in versions],
        "can_compare": sum(one.published_at is not None and one.geom is not None for one in versions) > 1,
        "documents": [FiledDocument(one, language) for one in plan.documents.all()],
    }
