"""Shares as people read them."""

from __future__ import annotations

from django import template

from frontend.charts import numbers

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    return numbers.percent(share)
