"""Addresses of sales: the board, opportunities with their moves and products, pipelines."""

from django.urls import include, path

from guanxi.sales.views import board, funnel, line, move, opportunity, pipeline, target
from guanxi.ui.records import kind_urls

urlpatterns = [
    path("sales/board/", board.whole, name="opportunity_board"),
    path("sales/board/<slug:pipeline>/", board.whole, name="opportunity_board_of"),
    path("sales/board/more/<slug:stage>/", board.more, name="opportunity_board_more"),
    path("sales/funnel/", funnel.page, name="opportunity_funnel"),
    path("sales/funnel/csv/", funnel.sheet, name="opportunity_funnel_csv"),
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
