"""Addresses of dashboards."""

from django.urls import path

from guanxi.dashboards.views import change, mails, page, pin

ONE = "dashboards/<int:dashboard_id>/"
MAIL = "dashboards/mails/<int:mail_id>/"
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
    path(f"{ONE}mails/", mails.page, name="dashboard_mails"),
    path(MAIL, mails.edit, name="dashboard_mail"),
    path(f"{MAIL}remove/", mails.remove, name="dashboard_mail_remove"),
    path(f"{MAIL}back/", mails.back, name="dashboard_mail_back"),
    path(f"{MAIL}now/", mails.now, name="dashboard_mail_now"),
    path(f"{MAIL}preview/", mails.preview, name="dashboard_mail_preview"),
    path(f"{MAIL}stop/", mails.stop, name="dashboard_mail_stop"),
    path("dashboards/mails/sent/<int:sending_id>/again/", mails.again, name="dashboard_mail_again"),
    path(CARD, change.card, name="dashboard_card"),
    path(f"{CARD}move/", change.move, name="dashboard_card_move"),
    path(f"{CARD}away/", change.take_away, name="dashboard_card_away"),
    path(f"{CARD}back/", change.bring_back, name="dashboard_card_back"),
]
