"""Addresses of voting: ballots, codes, paper."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from frontend.views import budget_ballot, budget_vote


def vote_routes() -> list[URLPattern | URLResolver]:
    one = "budget/<slug:slug>/vote"
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
    ]
