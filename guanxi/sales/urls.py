"""Addresses of sales: the board, opportunities with their moves and products, pipelines."""

from django.urls import include, path

from guanxi.sales.views import board, line, move, opportunity, pipeline, public_quote, quote, quote_line, quote_turn
from guanxi.ui.records import kind_urls

urlpatterns = [
    path("sales/board/", board.whole, name="opportunity_board"),
    path("sales/board/<slug:pipeline>/", board.whole, name="opportunity_board_of"),
    path("sales/board/more/<slug:stage>/", board.more, name="opportunity_board_more"),
    path("sales/pipelines/", pipeline.listing, name="pipeline_list"),
    path("sales/pipelines/new/", pipeline.new, name="pipeline_new"),
    path("sales/pipelines/<slug:pipeline>/", pipeline.edit, name="pipeline_edit"),
    path("q/<str:token>/", public_quote.page, name="quote_public"),
    path("sales/quotes/new/", quote.new, name="quote_new"),
    path("sales/quotes/of/<int:customer_id>/", quote.panel, name="quote_panel"),
    path("sales/quotes/for/<int:opportunity_id>/", quote.opportunity_panel, name="quote_opportunity_panel"),
    path("sales/quotes/<int:pk>/", quote.record, name="quote_record"),
    path("sales/quotes/<int:pk>/edit/", quote.edit, name="quote_edit"),
    path("sales/quotes/<int:pk>/delete/", quote.delete, name="quote_delete"),
    path("sales/quotes/<int:pk>/lines/", quote_line.add, name="quote_line_add"),
    path("sales/quotes/<int:pk>/lines/<int:quoted_id>/", quote_line.change, name="quote_line_change"),
    path("sales/quotes/<int:pk>/lines/<int:quoted_id>/remove/", quote_line.remove, name="quote_line_remove"),
    path("sales/quotes/<int:pk>/send/", quote_turn.send, name="quote_send"),
    path("sales/quotes/<int:pk>/version/", quote_turn.version, name="quote_version"),
    path("sales/quotes/<int:pk>/withdraw/", quote_turn.withdraw, name="quote_withdraw"),
    path("sales/quotes/<int:pk>/answer/", quote_turn.answer, name="quote_answer"),
    path("sales/quotes/<int:pk>/copies/<int:copy_id>/", quote_turn.copy, name="quote_copy"),
    path("sales/quotes/", include(kind_urls("quote"))),
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
