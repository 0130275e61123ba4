"""Addresses of voting: ballots, codes, paper."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from frontend.views import budget_ballot, budget_vote, desk_budget_paper, desk_budget_vote


def vote_routes() -> list[URLPattern | URLResolver]:
    one, desk = "budget/<slug:slug>/vote", "desk/budget/<slug:slug>"
    paper = f"{desk}/paper/<public_id:paper>"
    return [
        path(one, budget_vote.ways, name="budget_vote"),
        path(f"{one}/code", budget_vote.by_code, name="budget_vote_code"),
        path(f"{one}/email", budget_vote.by_email, name="budget_vote_email"),
        path(f"{one}/letter", budget_vote.by_letter, name="budget_vote_letter"),
        path(f"{one}/identified", budget_vote.by_identity, name="budget_vote_identified"),
        path(f"{one}/member", budget_vote.as_member, name="budget_vote_member"),
        path(f"{one}/leave", budget_vote.leave, name="budget_vote_leave"),
        path(f"{one}/ballot", budget_ballot.ballot, name="budget_ballot"),
        path(f"{one}/receipt", budget_ballot.receipt, name="budget_receipt"),
        path(f"{one}/home", budget_ballot.tell_home, name="budget_vote_home"),
        path(f"{one}/counted", budget_ballot.counted, name="budget_counted"),
        path(f"{desk}/codes", desk_budget_vote.codes, name="desk_budget_codes"),
        path(f"{desk}/codes/<public_id:sheet>/withdraw", desk_budget_vote.withdraw, name="desk_budget_withdraw"),
        path(f"{desk}/close", desk_budget_vote.close, name="desk_budget_close"),
        path(f"{desk}/paper", desk_budget_paper.paper, name="desk_budget_paper"),
        path(f"{desk}/paper/blank.pdf", desk_budget_paper.blank, name="desk_budget_blank"),
        path(f"{paper}/check", desk_budget_paper.check, name="desk_budget_check"),
        path(f"{paper}/decide", desk_budget_paper.decide, name="desk_budget_decide"),
        path(f"{paper}/spoil", desk_budget_paper.spoil, name="desk_budget_spoil"),
    ]
