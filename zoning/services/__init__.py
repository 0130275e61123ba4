"""Writes of zoning, a file for each concern. What others call is named here."""

from zoning.services.documents import (
    DocumentFacts,
    SentFile,
    add_document,
    edit_document,
    publish_document,
    remove_document,
    withdraw_document,
)
from zoning.services.phases import Step, take_step
from zoning.services.plans import PlanFacts, StalePlan, edit_plan, make_plan, show_plan, withdraw_plan
from zoning.services.publishing import PLAN_CHANGED, PLAN_PUBLISHED, publish_plan, rebuild_plans
from zoning.services.schemes import SchemeFacts, publish_scheme, write_scheme
from zoning.services.versions import (
    Drawing,
    VersionFacts,
    add_version,
    edit_version,
    publish_version,
    put_picture,
    remove_version,
)

__all__ = [
    "PLAN_CHANGED",
    "PLAN_PUBLISHED",
    "DocumentFacts",
    "Drawing",
    "PlanFacts",
    "SchemeFacts",
    "SentFile",
    "StalePlan",
    "Step",
    "VersionFacts",
    "add_document",
    "add_version",
    "edit_document",
    "edit_plan",
    "edit_version",
    "make_plan",
    "publish_document",
    "publish_plan",
    "publish_scheme",
    "publish_version",
    "put_picture",
    "rebuild_plans",
    "remove_document",
    "remove_version",
    "show_plan",
    "take_step",
    "withdraw_document",
    "withdraw_plan",
    "write_scheme",
]
