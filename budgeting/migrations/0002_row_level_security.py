"""Row-level security on everything that is not derived."""

from typing import ClassVar


from geo.rls import forced_rls
from geo.migrating import BatchedMigration

_PRIVATE = (
    "ballot",
    "buildingstep",
    "codesheet",
    "costing",
    "countedballot",
    "countedreceipt",
    "decision",
    "decisionitem",
    "exclusion",
    "exclusionmember",
    "groupshare",
    "idea",
    "intakebatch",
    "paperballot",
    "pot",
    "proposal",
    "proposalauthor",
    "proposalsource",
    "proposalstep",
    "round",
    "roundchange",
    "roundphase",
    "roundresult",
    "roundtheme",
    "turnout",
    "voter",
    "workingparty",
)


class Migration(BatchedMigration):
    dependencies: ClassVar = [("budgeting", "0001_initial"), ("geo", "0001_initial")]
    operations: ClassVar = [*(forced_rls(f"budgeting_{table}") for table in _PRIVATE)]
