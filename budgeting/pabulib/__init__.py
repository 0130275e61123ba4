"""Elections as Pabulib files (https://pabulib.org/format): reading them however dirty, and writing them."""

from budgeting.pabulib.reading import parsed, read
from budgeting.pabulib.rules import stated_rule, stated_threshold
from budgeting.pabulib.shapes import Entry, Note, PabulibFile, PabulibRefused, StatedRule
from budgeting.pabulib.writing import Election, Told, written

__all__ = [
    "Election",
    "Entry",
    "Note",
    "PabulibFile",
    "PabulibRefused",
    "StatedRule",
    "Told",
    "parsed",
    "read",
    "stated_rule",
    "stated_threshold",
    "written",
]
