"""Addresses of scorecards."""

from django.urls import path

from guanxi.steering.views import card, goals

ONE = "steering/scorecards/<int:card_id>/"
urlpatterns = [
    path("steering/scorecards/", card.listing, name="scorecards"),
    path("steering/scorecards/new/", goals.new, name="scorecard_new"),
    path("steering/scorecards/begin/", goals.begin, name="scorecard_begin"),
    path("steering/scorecards/again/", card.again, name="scorecards_again"),
    path("steering/scorecards/close/", card.close_all, name="scorecards_close"),
    path(ONE, card.page, name="scorecard"),
    path(f"{ONE}goals/", goals.edit, name="scorecard_goals"),
    path(f"{ONE}close/", card.close, name="scorecard_close"),
    path(f"{ONE}reopen/", card.reopen, name="scorecard_reopen"),
]
