"""Addresses of sales: the board, leads and their rules, opportunities with their moves and products, pipelines."""

from django.urls import include, path

from guanxi.sales.views import board, funnel, lead, leadrule, leadwork, line, move, opportunity, pipeline, target
from guanxi.ui.records import kind_urls

urlpatterns = [
    path("sales/board/", board.whole, name="opportunity_board"),
    path("sales/board/<slug:pipeline>/", board.whole, name="opportunity_board_of"),
    path("sales/board/more/<slug:stage>/", board.more, name="opportunity_board_more"),
    path("sales/funnel/", funnel.page, name="opportunity_funnel"),
    path("sales/funnel/csv/", funnel.sheet, name="opportunity_funnel_csv"),
    path("sales/leads/new/", lead.new, name="lead_new"),
    path("sales/leads/of/<int:customer_id>/", lead.panel, name="lead_panel"),
    path("sales/leads/rules/", leadrule.listing, name="leadrule_list"),
    path("sales/leads/rules/new/", leadrule.new, name="leadrule_new"),
    path("sales/leads/rules/<int:rule_id>/", leadrule.edit, name="leadrule_edit"),
    path("sales/leads/rules/<int:rule_id>/move/", leadrule.move, name="leadrule_move"),
    path("sales/leads/rules/<int:rule_id>/delete/", leadrule.delete, name="leadrule_delete"),
    path("sales/leads/times/", leadrule.times, name="leadrule_times"),
    path("sales/leads/<int:pk>/", lead.record, name="lead_record"),
    path("sales/leads/<int:pk>/delete/", lead.delete, name="lead_delete"),
    path("sales/leads/<int:pk>/claim/", leadwork.claim, name="lead_claim"),
    path("sales/leads/<int:pk>/convert/", leadwork.convert, name="lead_convert"),
    path("sales/leads/<int:pk>/recycle/", leadwork.recycle, name="lead_recycle"),
    path("sales/leads/<int:pk>/disqualify/", leadwork.disqualify, name="lead_disqualify"),
    path("sales/leads/<int:pk>/reopen/", leadwork.reopen, name="lead_reopen"),
    path("sales/leads/", include(kind_urls("lead", template="sales/leads.html"))),
    path("sales/pipelines/", pipeline.listing, name="pipeline_list"),
    path("sales/pipelines/new/", pipeline.new, name="pipeline_new"),
    path("sales/pipelines/<slug:pipeline>/", pipeline.edit, name="pipeline_edit"),
    path("sales/targets/", target.page, name="target_list"),
    path("sales/targets/set/", target.change, name="target_set"),
    path("sales/opportunities/new/", opportunity.new, name="opportunity_new"),
    path("sales/opportunities/of/<int:customer_id>/", opportunity.panel, name="opportunity_panel"),
    path("sales/opportunities/<int:pk>/", opportunity.record, name="opportunity_record"),
    path("sales/opportunities/<int:pk>/edit/", opportunity.edit, name="opportunity_edit"),
    path("sales/opportunities/<int:pk>/delete/", opportunity.delete, name="opportunity_delete"),
    path("sales/opportunities/<int:pk>/move/", move.move, name="opportunity_move"),
    path("sales/opportunities/<int:pk>/move/<int:move_id>/undo/", move.undo, name="opportunity_move_undo"),
    path("sales/opportunities/<int:pk>/products/", line.add, name="opportunity_line_add"),
    path("sales/opportunities/<int:pk>/products/<int:line_id>/remove/", line.remove, name="opportunity_line_remove"),
    path("sales/opportunities/", include(kind_urls("opportunity", template="sales/list.html"))),
]
