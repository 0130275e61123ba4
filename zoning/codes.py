"""The national code lists of land-use planning that the service uses (koodistot.suomi.fi, rytj).

Values are the lists' own codes; `uri` gives the address by which national messages name one.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

CODE_LISTS = "http://uri.suomi.fi/codelist/rytj"


class PlanKind(models.TextChoices):
    """RY_Kaavalaji, and the street plan (katusuunnitelma), which is no zoning plan and has hearings all the same."""

    REGIONAL = "11", _("Regional plan")
    REGIONAL_STAGE = "12", _("Staged regional plan")
    MASTER = "21", _("Master plan")
    MASTER_STAGE = "22", _("Staged master plan")
    MASTER_PART = "23", _("Partial master plan")
    MASTER_JOINT = "24", _("Joint master plan of municipalities")
    MASTER_UNDERGROUND = "25", _("Underground master plan")
    DETAILED = "31", _("Local detailed plan")
    DETAILED_STAGE = "32", _("Staged local detailed plan")
    SHORE = "33", _("Shore plan")
    SHORE_STAGE = "34", _("Staged shore plan")
    DETAILED_UNDERGROUND = "35", _("Underground local detailed plan")
    DETAILED_PLOTS = "39", _("Local detailed plan with indicative plot division")
    STREET = "street", _("Street plan")


class Lifecycle(models.TextChoices):
    """kaavaelinkaari: where a plan stands."""

    INITIATIVE = "01", _("Planning initiative")
    PENDING = "02", _("Pending")
    PREPARATION = "03", _("Preparation")
    PROPOSAL = "04", _("Plan proposal")
    CHANGED_PROPOSAL = "05", _("Changed plan proposal")
    APPROVED = "06", _("Approved")
    RECTIFICATION = "07", _("Under a rectification reminder")
    APPEAL = "08", _("Under appeal")
    RECTIFICATION_AND_APPEAL = "09", _("Under a rectification reminder and under appeal")
    PARTLY_IN_FORCE = "10", _("Partly in force")
    IN_FORCE_EARLY = "11", _("In force before it is final")
    FINAL = "12", _("Final")
    IN_FORCE = "13", _("In force")
    REPEALED = "14", _("Repealed")
    LAPSED = "15", _("Lapsed")
    REJECTED = "16", _("Rejected")
    INTERRUPTED = "17", _("Interrupted")


class InteractionKind(models.TextChoices):
    """RY_KaavanVuorovaikutustapahtumanLaji: how people took part."""

    DISPLAY = "01", _("On display")
    STATEMENT_REQUEST = "02", _("Request for official statements")
    MEETING = "03", _("Meeting")
    DATA_COLLECTION = "04", _("Collecting information")
    NEGOTIATION = "05", _("Negotiation")
    ELECTRONIC = "06", _("Electronic participation")
    APPEAL = "07", _("Appeal")
    OTHER = "08", _("Other")


def uri(code_list: str, value: str) -> str:
    """The address of a code, as national messages write it: uri("kaavaelinkaari", "03")."""
    return f"{CODE_LISTS}/{code_list}/code/{value}"
