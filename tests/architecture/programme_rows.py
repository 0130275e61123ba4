"""Who may do what at the addresses of the programme of participation and of reports."""

from tests.architecture.who import ANYONE_READS, STAFF

PROGRAMME: dict[str, set[str]] = {
    "programmes": ANYONE_READS,
    "programme": ANYONE_READS,
    "programme_measure": ANYONE_READS,
    "reports": ANYONE_READS,
    "participation_forms": ANYONE_READS,
    "report_method": ANYONE_READS,
    "report": ANYONE_READS,
    "report_pdf": ANYONE_READS,
    "report_xlsx": ANYONE_READS,
    "api-programmes": ANYONE_READS,
    "api-programme": ANYONE_READS,
    "api-measure": ANYONE_READS,
    "api-report": ANYONE_READS,
    "desk_programme": STAFF,
    "desk_programme_new": STAFF,
    "desk_programme_one": STAFF,
    "desk_goal_new": STAFF,
    "desk_measure_new": STAFF,
    "desk_measure": STAFF,
    "desk_measure_change": STAFF,
    "desk_measure_progress": STAFF,
    "desk_measure_remove": STAFF,
    "desk_evidence_new": STAFF,
    "desk_evidence_remove": STAFF,
}
