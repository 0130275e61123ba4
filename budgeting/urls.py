"""Addresses of participatory budgeting under /api/v1/."""

from django.urls import path

from budgeting.api.proposals import ProposalsView, ProposalView
from budgeting.api.rounds import RoundResultsView, RoundsView, RoundView
from budgeting.api.sign_ups import SignUpsView, SignUpView

ROUND = "towns/<slug:town>/budget/<slug:round>"

ROUNDS = "towns/<slug:town>/budget/rounds"

urlpatterns = [
    path(ROUNDS, RoundsView.as_view(), name="api-budget-rounds"),
    path(f"{ROUNDS}/<slug:round>", RoundView.as_view(), name="api-budget-round"),
    path(f"{ROUNDS}/<slug:round>/results", RoundResultsView.as_view(), name="api-budget-results"),
    path("towns/<slug:town>/events/<slug:code>/sign-ups", SignUpsView.as_view(), name="api-sign-ups"),
    path("towns/<slug:town>/sign-ups/<slug:key>", SignUpView.as_view(), name="api-sign-up"),
    path(f"{ROUND}/proposals", ProposalsView.as_view(), name="api-budget-proposals"),
    path(f"{ROUND}/proposals/<int:number>", ProposalView.as_view(), name="api-budget-proposal"),
]
