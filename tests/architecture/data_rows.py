"""Who may do what at the addresses of open data as files."""

from tests.architecture.who import ANYONE_READS, STAFF

DATA: dict[str, set[str]] = {
    "open_data": ANYONE_READS,
    "open_data_project": ANYONE_READS,
    "open_data_file": ANYONE_READS,
    "desk_data": STAFF,
    "desk_data_file": STAFF,
}
