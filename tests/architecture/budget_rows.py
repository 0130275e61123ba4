"""Who may do what at the addresses of participatory budgeting."""

from tests.architecture.who import ANYONE_READS, ANYONE_SENDS, STAFF

BUDGET: dict[str, set[str]] = {
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
    "api-budget-proposals": ANYONE_READS,
    "api-budget-proposal": ANYONE_READS,
}
