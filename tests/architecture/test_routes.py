"""Who may do what at each address. A new route adds a row here; one without a row fails."""

from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from geo.models import Municipality

ANYONE_READS = {"GET"}
ANYONE_SENDS = {"GET", "POST"}
STAFF: set[str] = set()  # an anonymous visitor gets nothing but the way to sign in

TABLE: dict[str, set[str]] = {
    # pages
    "towns": ANYONE_READS,
    "map": ANYONE_READS,
    "coverage": ANYONE_READS,
    "area": ANYONE_READS,
    "area_docx": ANYONE_READS,
    "area_map": ANYONE_READS,
    "area_pdf": ANYONE_READS,
    "run": ANYONE_READS,  # one that stands behind a release
    "about": ANYONE_READS,
    "privacy": ANYONE_READS,
    "accessibility": ANYONE_SENDS,  # its feedback form
    "collect": ANYONE_SENDS,
    "collect_poster": ANYONE_READS,
    "pin": ANYONE_READS,  # an unpublished one needs its sender's key, and is not found without
    "pin_find": ANYONE_READS,
    "pin_home": ANYONE_SENDS,  # with the key of the message
    "pin_new": ANYONE_SENDS,
    "pin_thanks": ANYONE_READS,  # with the key of the message
    "outcome": ANYONE_READS,
    "outcomes": ANYONE_READS,
    "process": ANYONE_READS,
    "processes": ANYONE_READS,
    "budget": ANYONE_READS,
    "budget_round": ANYONE_READS,
    "budget_proposals": ANYONE_READS,
    "budget_proposal": ANYONE_READS,
    "budget_idea_new": ANYONE_SENDS,
    "budget_idea_sent": ANYONE_READS,  # with the key of the message
    "budget_idea_joining": ANYONE_SENDS,  # with the key of the message
    "budget_proposal_write": ANYONE_SENDS,  # with the author's own link
    "budget_vote": ANYONE_READS,
    "budget_vote_code": ANYONE_SENDS,
    "budget_vote_email": ANYONE_SENDS,
    "budget_vote_letter": ANYONE_SENDS,  # with the link of the letter
    "budget_vote_identified": ANYONE_READS,  # with what the provider said
    "budget_vote_member": ANYONE_SENDS,  # to sign in
    "budget_vote_leave": ANYONE_SENDS,
    "budget_ballot": ANYONE_SENDS,  # with the cookie of an open ballot
    "budget_receipt": ANYONE_READS,  # with the same
    "budget_vote_home": ANYONE_SENDS,  # with the same
    "budget_counted": ANYONE_SENDS,  # with a receipt
    "budget_ballots_pb": ANYONE_READS,
    "budget_ballots_csv": ANYONE_READS,
    "budget_results": ANYONE_READS,
    "budget_earlier": ANYONE_READS,
    "budget_decision": ANYONE_READS,
    "budget_decision_document": ANYONE_READS,
    "budget_step_photo": ANYONE_READS,
    "budget_step_photo_small": ANYONE_READS,
    "budget_batch": ANYONE_READS,
    "budget_party": ANYONE_SENDS,
    "coming": ANYONE_SENDS,  # with the key of the sign-up
    "calendar": ANYONE_READS,
    "feed_outcomes": ANYONE_READS,
    "feed_pin": ANYONE_READS,
    "feed_pins": ANYONE_READS,
    "follow": ANYONE_SENDS,
    "follow_confirm": ANYONE_SENDS,  # with the link of the letter
    "follow_mine": ANYONE_SENDS,  # with the key of the reader
    "follow_stop": ANYONE_SENDS,  # with the key of the reader
    "pin_contact": ANYONE_SENDS,  # with the key of the message
    "pin_confirm": ANYONE_SENDS,  # with the link of the letter
    "pin_letter": ANYONE_READS,  # with the key of the message
    "pin_letters": ANYONE_SENDS,  # with the key of the message
    "worker": ANYONE_READS,
    "app_manifest": ANYONE_READS,
    "outbox": ANYONE_READS,
    "outbox_new": ANYONE_READS,
    "outbox_send": ANYONE_SENDS,
    "photo": ANYONE_READS,  # one that is shown, or its sender's with the key
    "photo_small": ANYONE_READS,
    # the staff's desk
    "desk_budget": STAFF,
    "desk_budget_proposals": STAFF,
    "desk_budget_proposal_new": STAFF,
    "desk_budget_proposal": STAFF,
    "desk_budget_ideas": STAFF,
    "desk_budget_cost": STAFF,
    "desk_budget_costs": STAFF,
    "desk_budget_new": STAFF,
    "desk_budget_part": STAFF,
    "desk_budget_publish": STAFF,
    "desk_budget_round": STAFF,
    "desk_budget_codes": STAFF,
    "desk_budget_withdraw": STAFF,
    "desk_budget_close": STAFF,
    "desk_budget_paper": STAFF,
    "desk_budget_blank": STAFF,
    "desk_budget_check": STAFF,
    "desk_budget_decide": STAFF,
    "desk_budget_spoil": STAFF,
    "desk_budget_results_publish": STAFF,
    "desk_budget_results": STAFF,
    "desk_budget_settings": STAFF,
    "desk_budget_decision_new": STAFF,
    "desk_budget_decision": STAFF,
    "desk_budget_rulings": STAFF,
    "desk_budget_decision_publish": STAFF,
    "desk_budget_decision_back": STAFF,
    "desk_budget_decision_drop": STAFF,
    "desk_budget_work": STAFF,
    "desk_budget_begin": STAFF,
    "desk_budget_built": STAFF,
    "desk_budget_work_drop": STAFF,
    "desk_budget_step_new": STAFF,
    "desk_budget_step": STAFF,
    "desk_budget_photo": STAFF,
    "desk_budget_step_remove": STAFF,
    "desk_budget_party_new": STAFF,
    "desk_budget_party": STAFF,
    "desk_budget_party_change": STAFF,
    "desk_budget_party_off": STAFF,
    "desk_budget_came": STAFF,
    "desk_budget_batch": STAFF,
    "desk_budget_opinion": STAFF,
    "desk_budget_batch_end": STAFF,
    "desk_photos": STAFF,
    "desk_photo_blur": STAFF,
    "desk_photo_decide": STAFF,
    "desk_photo_file": STAFF,
    "desk_photo_small": STAFF,
    "desk": STAFF,
    "desk_act": STAFF,
    "desk_answered": STAFF,
    "desk_bulk": STAFF,
    "desk_bulk_undo": STAFF,
    "desk_enter": STAFF,
    "desk_pin": STAFF,
    "desk_contact": STAFF,
    "desk_letter_pdf": STAFF,
    "desk_letters": STAFF,
    "desk_clocks": STAFF,
    "desk_coverage": STAFF,
    "desk_outcome": STAFF,
    "desk_outcome_inputs": STAFF,
    "desk_outcome_new": STAFF,
    "desk_outcome_photo": STAFF,
    "desk_outcome_pick": STAFF,
    "desk_outcome_publish": STAFF,
    "desk_outcome_take_in": STAFF,
    "desk_outcome_withdraw": STAFF,
    "desk_outcomes": STAFF,
    "desk_event": STAFF,
    "desk_moderate": STAFF,
    "desk_open311": STAFF,
    "desk_open311_again": STAFF,
    "desk_open311_end_key": STAFF,
    "desk_open311_key": STAFF,
    "desk_ratings": STAFF,
    "desk_remove_entry": STAFF,
    "desk_routing": STAFF,
    "desk_routing_waiting": STAFF,
    "desk_rule": STAFF,
    "desk_rule_end": STAFF,
    "desk_unit": STAFF,
    "desk_units": STAFF,
    "desk_work_link_end": STAFF,
    "desk_work_links": STAFF,
    "work": ANYONE_READS,  # with the secret of a contractor's link, and is not found without
    "work_mark": ANYONE_SENDS,
    "work_photo": ANYONE_READS,
    "sheet_scanned": ANYONE_READS,  # sends everybody but staff on to the form
    "desk_sheet": STAFF,
    "desk_sheet_done": STAFF,
    "desk_sheet_new": STAFF,
    "desk_sheet_pdf": STAFF,
    "desk_sheet_photo": STAFF,
    "desk_sheet_picture": STAFF,
    "desk_sheet_picture_small": STAFF,
    "desk_sheet_remove": STAFF,
    "desk_sheet_undo": STAFF,
    "desk_sheets": STAFF,
    "desk_staff": STAFF,
    "desk_staff_end": STAFF,
    "desk_staff_end_grant": STAFF,
    "desk_staff_grant": STAFF,
    "desk_staff_letter": STAFF,
    "desk_access_log": STAFF,
    "desk_erasures": STAFF,
    "desk_erasures_export": STAFF,
    "desk_moderation": STAFF,
    "desk_moderation_rules": STAFF,
    "desk_moderators_categories": STAFF,
    "desk_wave": STAFF,
    "desk_waves": STAFF,
    "desk_words": STAFF,
    "desk_words_undo": STAFF,
    "own_data": ANYONE_SENDS,  # of whoever holds the browser's token or a message's key
    "own_data_export": ANYONE_SENDS,
    "plan": ANYONE_READS,
    "calendar_page": ANYONE_READS,
    "feed_hearings": ANYONE_READS,
    "hearing": ANYONE_READS,
    "plan_review": ANYONE_READS,
    "plan_review_pdf": ANYONE_READS,
    "statement_request": ANYONE_SENDS,  # with the key of the letter
    "desk_hearing": STAFF,
    "desk_hearing_cancel": STAFF,
    "desk_hearing_change": STAFF,
    "desk_hearing_lengths": STAFF,
    "desk_hearing_new": STAFF,
    "desk_hearing_publish": STAFF,
    "desk_landowner_papers": STAFF,
    "desk_landowners": STAFF,
    "desk_landowners_act": STAFF,
    "desk_request_act": STAFF,
    "desk_requests": STAFF,
    "plan_ryhti": ANYONE_READS,
    "drawing-overview": ANYONE_READS,  # of a published version; its planners see others
    "drawing-tile": ANYONE_READS,
    "desk_plan_drawings": STAFF,
    "planned": ANYONE_READS,
    "api-planned": ANYONE_READS,
    "api-plan": ANYONE_READS,
    "api-plan-hearings": ANYONE_READS,
    "api-plan-objects": ANYONE_READS,
    "api-plan-versions": ANYONE_READS,
    "api-plans": ANYONE_READS,
    "api-budget-proposals": ANYONE_READS,
    "api-budget-proposal": ANYONE_READS,
    "desk_plan_impacts": STAFF,
    "statement_new": ANYONE_SENDS,
    "statement_receipt": ANYONE_READS,  # with the key of the receipt
    "desk_replies": STAFF,
    "desk_replies_publish": STAFF,
    "desk_themes_suggest": STAFF,
    "desk_theme_new": STAFF,
    "desk_theme": STAFF,
    "desk_take_whole": STAFF,
    "desk_divide": STAFF,
    "desk_piece": STAFF,
    "desk_masks": STAFF,
    "desk_report_pdf": STAFF,
    "desk_report_docx": STAFF,
    "desk_report_xlsx": STAFF,
    "desk_approval": STAFF,
    "desk_positions": STAFF,
    "desk_position_letters": STAFF,
    "desk_positions_posted": STAFF,
    "desk_statements": STAFF,
    "desk_statement": STAFF,
    "desk_statement_act": STAFF,
    "desk_statement_file": STAFF,
    "desk_statement_new": STAFF,
    "desk_statement_package": STAFF,
    "desk_registry": STAFF,
    "desk_plan_pins": STAFF,
    "plans": ANYONE_READS,
    "plan_affected": ANYONE_SENDS,  # reads only; a home's address is not to stand in an address
    "plan_compare": ANYONE_READS,
    "plan_document": ANYONE_READS,
    "plan_picture": ANYONE_READS,
    "plan_picture_small": ANYONE_READS,
    "plan_scheme": ANYONE_READS,
    "plan_scheme_version": ANYONE_READS,
    "plan_tap_map": ANYONE_READS,
    "desk_plan": STAFF,
    "desk_plans": STAFF,
    "desk_plan_document": STAFF,
    "desk_plan_document_file": STAFF,
    "desk_plan_document_new": STAFF,
    "desk_plan_document_publish": STAFF,
    "desk_plan_edit": STAFF,
    "desk_plan_new": STAFF,
    "desk_plan_picture": STAFF,
    "desk_plan_publish": STAFF,
    "desk_plan_scheme": STAFF,
    "desk_plan_scheme_publish": STAFF,
    "desk_plan_step": STAFF,
    "desk_plan_version": STAFF,
    "desk_plan_version_new": STAFF,
    "desk_plan_version_publish": STAFF,
    "pin_report": ANYONE_SENDS,
    "pin_similar": ANYONE_SENDS,  # reads only; the text is not to stand in an address
    "pin_support": ANYONE_SENDS,
    "pin_rating": ANYONE_SENDS,  # with the key of the message
    "api-pins-similar": ANYONE_READS,
    # services
    "api-docs": ANYONE_READS,
    "api-schema": ANYONE_READS,
    "api-towns": ANYONE_READS,
    "api-town": ANYONE_READS,
    "api-area-sets": ANYONE_READS,
    "api-area-set": ANYONE_READS,
    "api-areas": ANYONE_READS,
    "api-area": ANYONE_READS,
    "api-area-summary": ANYONE_READS,
    "api-categories": ANYONE_READS,
    "api-photos": ANYONE_SENDS,
    "api-coverage": ANYONE_READS,
    "api-coverage-exact": STAFF,
    "api-events": ANYONE_READS,
    "api-outcome": ANYONE_READS,
    "api-outcomes": ANYONE_READS,
    "api-pin": ANYONE_READS,
    "api-pin-by-code": ANYONE_READS,
    "api-pin-home": ANYONE_SENDS,  # with the key of the message
    "api-pins": ANYONE_SENDS,
    "api-pin-updates": ANYONE_READS,
    "api-desk-bulk": STAFF,
    "api-desk-pin": STAFF,
    "api-desk-pins": STAFF,
    "api-desk-updates": STAFF,
    "api-process": ANYONE_READS,
    "api-processes": ANYONE_READS,
    "api-places": ANYONE_READS,
    "ogc": ANYONE_READS,
    "ogc_api": ANYONE_READS,
    "ogc_catalogue": ANYONE_READS,
    "ogc_collection": ANYONE_READS,
    "ogc_collections": ANYONE_READS,
    "ogc_conformance": ANYONE_READS,
    "ogc_item": ANYONE_READS,
    "ogc_items": ANYONE_READS,
    "ogc_queryables": ANYONE_READS,
    "ogc_schema": ANYONE_READS,
    "ogc_sortables": ANYONE_READS,
    "ogc_style": ANYONE_READS,
    "ogc_tile": ANYONE_READS,
    "ogc_tile_matrix_set": ANYONE_READS,
    "ogc_tile_matrix_sets": ANYONE_READS,
    "ogc_tileset": ANYONE_READS,
    "ogc_tilesets": ANYONE_READS,
    "sitemap": ANYONE_READS,
    "open311-discovery": ANYONE_READS,
    "open311-request": ANYONE_READS,
    "open311-requests": ANYONE_SENDS,  # with a key
    "open311-service": ANYONE_READS,
    "open311-services": ANYONE_READS,
    "open311-token": ANYONE_READS,
    "open311-updates": ANYONE_SENDS,  # with a key
    "tile": ANYONE_READS,
    "base_map_state": ANYONE_READS,
    "base_map_tile": ANYONE_READS,
    # signing in
    "account_login": ANYONE_SENDS,
    "account_logout": ANYONE_SENDS,
    "account_inactive": ANYONE_READS,
    "account_reset_password": ANYONE_SENDS,
    "account_reset_password_done": ANYONE_READS,
    "account_reset_password_from_key": ANYONE_SENDS,
    "account_reset_password_from_key_done": ANYONE_READS,
    "account_change_password": STAFF,
    "account_set_password": STAFF,
    "account_reauthenticate": STAFF,
    "mfa_authenticate": STAFF,
    "mfa_reauthenticate": STAFF,
    "mfa_index": STAFF,
    "mfa_activate_totp": STAFF,
    "mfa_deactivate_totp": STAFF,
    "mfa_generate_recovery_codes": STAFF,
    "mfa_view_recovery_codes": STAFF,
    "mfa_download_recovery_codes": STAFF,
    "openid_connect_login": ANYONE_SENDS,
    "openid_connect_callback": ANYONE_READS,
    "socialaccount_login_cancelled": ANYONE_READS,
    "socialaccount_login_error": ANYONE_READS,
    "socialaccount_signup": STAFF,
}
SOMETHING: dict[str, Any] = {
    "attachment": "0123456789012345678901",
    "decision": "0123456789012345678901",
    "step": "0123456789012345678901",
    "party": "0123456789012345678901",
    "proposal": "1",
    "pot": "town",
    "part": "pots",
    "round": "kierros",
    "author": "0123456789012345678901",
    "costing": "0123456789012345678901",
    "sign_up": "0123456789012345678901",
    "hearing": "0123456789012345678901",
    "drawing": "0123456789012345678901",
    "plan": "0123456789012345678901",
    "asked": "0123456789012345678901",
    "paper": "letters",
    "year": 2026,
    "town": "kokeila",
    "pin": "0123456789012345678901",
    "token": "x",
    "area_set": "board",
    "kind": "board",
    "base": "osm",
    "code": "x",
    "layer": "pins",
    "grid": "WebMercatorQuad",
    "collection": "kokeila_pins",
    "feature": "none",
    "row": 0,
    "column": 0,
    "provider_id": "town",
    "uidb36": "1",
    "key": "x",
    "slug": "x",
    "entry": 1,
    "follow": "0123456789012345678901",
    "grant": 1,
    "membership": 1,
    "user": 1,
    "outcome": "0123456789012345678901",
    "remark": "0123456789012345678901",
    "wave": "0123456789012345678901",
    "process": "x",
    "run": "0123456789012345678901",
    "fmt": "json",
    "request_id": "x",
    "key_id": 1,
    "sending": 1,
    "rule": 1,
    "unit": "x",
    "link": "0123456789012345678901",
    "secret": "x",
    "photo": "0123456789012345678901",
    "sheet": "0123456789012345678901",
    "document": "0123456789012345678901",
    "version": "0123456789012345678901",
    "number": 1,
    "batch": "0123456789012345678901",
    "piece": "0123456789012345678901",
    "theme": "0123456789012345678901",
    "statement": "0123456789012345678901",
    "moderator": 1,
    **dict.fromkeys("zxy", 0),
}


def names(patterns: list[URLPattern | URLResolver]) -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= names(pattern.url_patterns)
        else:
            found.add(pattern.name or str(pattern.pattern))
    return found


def address(name: str) -> str:
    for keys in sorted(get_resolver().reverse_dict.getlist(name), key=lambda found: len(found[0][0][1])):
        wanted = {key: SOMETHING[key] for key in keys[0][0][1] if key in SOMETHING}
        try:
            return reverse(name, kwargs=wanted)
        except NoReverseMatch:
            continue
    raise AssertionError(f"give {name} its parts in SOMETHING")


@pytest.fixture
def visitor(db: None) -> Client:
    Municipality.objects.create(slug="kokeila", names={"fi": "Kokeila"})
    return Client(raise_request_exception=False)


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert names(get_resolver().url_patterns) == set(TABLE)


@pytest.mark.parametrize("name", [name for name, allowed in TABLE.items() if not allowed])
def test_staff_routes_turn_a_visitor_away(name: str, visitor: Client) -> None:
    for method in ("get", "post"):
        answer = getattr(visitor, method)(address(name))
        to_sign_in = answer.status_code == 302 and "/accounts/login/" in answer.headers["Location"]
        assert to_sign_in or answer.status_code in {401, 403, 405}, (method, answer.status_code)


OURS = [name for name in TABLE if not name.startswith(("account_", "mfa_", "socialaccount_", "openid_connect_"))]


@pytest.mark.parametrize("name", OURS)
def test_a_visitor_changes_nothing_by_a_method_that_is_not_in_the_table(name: str, visitor: Client) -> None:
    for method in {"POST", "PUT", "PATCH", "DELETE"} - TABLE[name]:
        answer = visitor.generic(method, address(name), b"{}", content_type="application/json")
        turned_away = answer.status_code == 302 and "/accounts/login/" in answer.headers["Location"]
        assert turned_away or answer.status_code in {401, 403, 404, 405}, (method, answer.status_code)
