"""Addresses of participatory budgeting under /api/v1/."""

from django.urls import path

from budgeting.api.proposals import ProposalsView, ProposalView

ROUND = "towns/<slug:town>/budget/<slug:round>"

urlpatterns = [
    path(f"{ROUND}/proposals", ProposalsView.as_view(), name="api-budget-proposals"),
    path(f"{ROUND}/proposals/<int:number>", ProposalView.as_view(), name="api-budget-proposal"),
]
