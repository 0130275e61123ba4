"""Who may do what at the addresses by which a town is set up."""

from tests.architecture.who import ANYONE_READS, STAFF

TOWN: dict[str, set[str]] = {
    "new_town": STAFF,
    "town_logo": ANYONE_READS,
    "desk_town": STAFF,
    "desk_town_facts": STAFF,
    "desk_town_texts": STAFF,
    "desk_town_logo": STAFF,
    "desk_town_checks": STAFF,
    "desk_town_letter": STAFF,
    "desk_town_open": STAFF,
    "desk_town_begin": STAFF,
    "desk_categories": STAFF,
    "desk_category_new": STAFF,
    "desk_category": STAFF,
    "desk_category_move": STAFF,
    "desk_base_maps": STAFF,
    "desk_base_map": STAFF,
    "desk_staff_withdraw": STAFF,
}
