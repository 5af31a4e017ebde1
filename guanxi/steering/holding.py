"""What members hold of steering when they leave: evaluations that they have to write. All else stays theirs."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guanxi.core import holdings
from guanxi.steering.actions import handing
from guanxi.steering.models import Evaluation


def _open(member: int) -> holdings.Rows:
    return holdings.Rows(Evaluation.objects.filter(manager_id=member, state=Evaluation.State.OPEN))


def register_holdings() -> None:
    """Say what changes hands, and what stays."""
    holdings.register(
        holdings.Holding(
            "evaluation",
            _("Evaluations they have to write"),
            "pencil",
            "steering_evaluation.manager_id",
            held=_open,
            move=handing.pass_on_evaluations,
            back=handing.return_evaluations,
            rights=("scorecard.administer",),
            scope="scorecard",
            history=("evaluation", "manager_id"),
            url=lambda _member: reverse("evaluations"),
            place=78,
        )
    )
    holdings.stays(
        steering_card__member_id="what he was measured by stays his",
        steering_card__set_by_id="who set the goals",
        steering_card__deleted_by_id="who put it away",
        steering_card__closed_by_id="who closed it",
        steering_card__reopened_by_id="who opened it again",
        steering_evaluation__closed_by_id="who closed it",
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
