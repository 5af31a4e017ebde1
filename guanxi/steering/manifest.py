"""What steering plugs in: the page of scorecards, who may keep them, and the work that reckons them."""

from django.utils.translation import gettext_lazy as _

from guanxi.core import slots, work
from guanxi.staff import catalogue
from guanxi.steering.actions import reckon, statement
from guanxi.steering.approving import register_documents
from guanxi.steering.holding import register_holdings

catalogue.offer(catalogue.GrantKind("scorecard", _("Scorecards"), ("see", "edit", "administer"), owned=True))
catalogue.offer(catalogue.GrantKind("incentive", _("Incentives"), ("see", "edit", "administer"), owned=True))
slots.add_menu(
    slots.MenuItem("scorecards", _("Scorecards"), "checklist", "scorecards", place=45, group="know", area="/steering/")
)
work.register(work.WorkKind(reckon.NAME, reckon.step, lock=lambda _job: reckon.NAME))
work.register(work.WorkKind(statement.NAME, statement.step, lock=lambda _job: statement.NAME))
register_documents()
register_holdings()
