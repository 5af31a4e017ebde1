"""Addresses of dashboards."""

from django.urls import path

from guanxi.dashboards.views import change, page, pin

ONE = "dashboards/<int:dashboard_id>/"
CARD = f"{ONE}cards/<int:tile_id>/"
urlpatterns = [
    path("dashboards/", page.home, name="dashboards"),
    path("dashboards/begin/", page.begin, name="dashboard_begin"),
    path("dashboards/pin/", pin.pin, name="dashboard_pin"),
    path(ONE, page.page, name="dashboard"),
    path(f"{ONE}answers/", page.answers, name="dashboard_answers"),
    path(f"{ONE}pdf/", page.pdf, name="dashboard_pdf"),
    path(f"{ONE}copy/", page.copy, name="dashboard_copy"),
    path(f"{ONE}change/", change.page, name="dashboard_change"),
    path(f"{ONE}give/", change.give, name="dashboard_give"),
    path(f"{ONE}remove/", change.remove, name="dashboard_remove"),
    path(f"{ONE}back/", change.back, name="dashboard_back"),
    path(CARD, change.card, name="dashboard_card"),
    path(f"{CARD}move/", change.move, name="dashboard_card_move"),
    path(f"{CARD}away/", change.take_away, name="dashboard_card_away"),
    path(f"{CARD}back/", change.bring_back, name="dashboard_card_back"),
]
