"""Addresses of scorecards."""

from django.urls import path

from guanxi.steering.views import card, evaluation, goals, incentive, phase, rollout, scheme

ONE = "steering/scorecards/<int:card_id>/"
EVALUATION = "steering/evaluations/<int:evaluation_id>/"
SCHEME = "steering/incentives/schemes/<int:scheme_id>/"
STATEMENT = "steering/incentives/<int:statement_id>/"
PHASE = "steering/rollout/<int:phase_id>/"
urlpatterns = [
    path("steering/scorecards/", card.listing, name="scorecards"),
    path("steering/scorecards/new/", goals.new, name="scorecard_new"),
    path("steering/scorecards/begin/", goals.begin, name="scorecard_begin"),
    path("steering/scorecards/again/", card.again, name="scorecards_again"),
    path("steering/scorecards/close/", card.close_all, name="scorecards_close"),
    path(ONE, card.page, name="scorecard"),
    path(f"{ONE}goals/", goals.edit, name="scorecard_goals"),
    path(f"{ONE}close/", card.close, name="scorecard_close"),
    path(f"{ONE}away/", card.away, name="scorecard_away"),
    path(f"{ONE}back/", card.back, name="scorecard_back"),
    path(f"{ONE}reopen/", card.reopen, name="scorecard_reopen"),
    path("steering/evaluations/", evaluation.listing, name="evaluations"),
    path("steering/evaluations/new/", evaluation.new, name="evaluation_new"),
    path(EVALUATION, evaluation.page, name="evaluation"),
    path(f"{EVALUATION}close/", evaluation.close, name="evaluation_close"),
    path(f"{EVALUATION}agree/", evaluation.agree, name="evaluation_agree"),
    path(f"{EVALUATION}reopen/", evaluation.reopen, name="evaluation_reopen"),
    path("steering/incentives/", incentive.page, name="incentives"),
    path("steering/incentives/again/", incentive.again, name="incentives_again"),
    path("steering/incentives/schemes/new/", scheme.new, name="incentive_scheme_new"),
    path(SCHEME, scheme.page, name="incentive_scheme"),
    path(f"{SCHEME}edit/", scheme.edit, name="incentive_scheme_edit"),
    path(f"{SCHEME}delete/", scheme.delete, name="incentive_scheme_delete"),
    path(f"{SCHEME}close/", incentive.close, name="incentive_close"),
    path(f"{SCHEME}turn/<str:turn>/", scheme.turn, name="incentive_scheme_turn"),
    path(STATEMENT, incentive.statement, name="incentive_statement"),
    path(f"{STATEMENT}file/<str:sheet>/", incentive.as_file, name="incentive_file"),
    path("steering/rollout/", rollout.page, name="rollout"),
    path("steering/rollout/template/", phase.template, name="rollout_template"),
    path("steering/rollout/new/", phase.new, name="rollout_phase_new"),
    path(PHASE, phase.edit, name="rollout_phase"),
    path(f"{PHASE}delete/", phase.delete, name="rollout_phase_delete"),
    path(f"{PHASE}aims/", phase.aim, name="rollout_aim"),
    path(f"{PHASE}aims/drop/", phase.drop, name="rollout_aim_drop"),
]
