"""Writes of zoning, a file for each concern. What others call is named here."""

from zoning.services.publishing import PLAN_CHANGED, PLAN_PUBLISHED, publish_plan, rebuild_plans

__all__ = [
    "PLAN_CHANGED",
    "PLAN_PUBLISHED",
    "publish_plan",
    "rebuild_plans",
]
