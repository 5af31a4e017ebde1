"""Addresses of approvals, stand-ins and rules."""

from django.urls import path

from guanxi.approvals.views import approval, chain, deputy

urlpatterns = [
    path("approvals/", approval.listing, name="approval_list"),
    path("approvals/day/", approval.day, name="approval_day"),
    path("approvals/decided/", approval.decided, name="approval_decided"),
    path("approvals/stand-ins/new/", deputy.new, name="approval_deputy_new"),
    path("approvals/stand-ins/<int:deputy_id>/end/", deputy.end, name="approval_deputy_end"),
    path("approvals/rules/", chain.listing, name="approval_rules"),
    path("approvals/rules/new/", chain.new, name="approval_rule_new"),
    path("approvals/rules/<int:chain_id>/", chain.edit, name="approval_rule"),
    path("approvals/rules/<int:chain_id>/move/", chain.move, name="approval_rule_move"),
    path("approvals/rules/<int:chain_id>/delete/", chain.delete, name="approval_rule_delete"),
    path("approvals/<int:pk>/", approval.record, name="approval_record"),
    path("approvals/<int:pk>/decide/", approval.decide, name="approval_decide"),
    path("approvals/<int:pk>/withdraw/", approval.withdraw, name="approval_withdraw"),
]
