"""What steering plugs in: the page of scorecards, who may keep them, and the work that reckons them."""

from django.utils.translation import gettext_lazy as _

from guanxi.core import holdings, slots, work
from guanxi.staff import catalogue
from guanxi.steering.actions import reckon, statement

catalogue.offer(catalogue.GrantKind("scorecard", _("Scorecards"), ("see", "edit", "administer"), owned=True))
catalogue.offer(catalogue.GrantKind("incentive", _("Incentives"), ("see", "edit", "administer"), owned=True))
slots.add_menu(
    slots.MenuItem("scorecards", _("Scorecards"), "checklist", "scorecards", place=45, group="know", area="/steering/")
)
work.register(work.WorkKind(reckon.NAME, reckon.step, lock=lambda _job: reckon.NAME))
work.register(work.WorkKind(statement.NAME, statement.step, lock=lambda _job: statement.NAME))
holdings.stays(
    steering_card__member_id="what he was measured by stays his",
    steering_card__set_by_id="who set the goals",
    steering_card__closed_by_id="who closed it",
    steering_card__reopened_by_id="who opened it again",
    steering_evaluation__closed_by_id="who closed it",
    steering_evaluation__manager_id="who evaluated",
    steering_evaluation__member_id="his evaluations stay his, for years",
    steering_evaluation__reopened_by_id="who opened it again",
    steering_phase__made_by_id="who set up the phase",
    steering_quality__owner_id="what was known of his customers on a day stays so",
    steering_remark__member_id="who said it",
    steering_review__written_by_id="who wrote it",
    steering_scheme__made_by_id="who made the scheme",
    steering_statement__closed_by_id="who closed it",
    steering_statement__member_id="what he earned stays his",
    steering_usage__member_id="what he wrote stays his",
)
