"""What members hold of sales beside what they own: shares of the credit for open opportunities."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from guanxi.core import holdings
from guanxi.sales.actions.share import pass_shares, return_shares
from guanxi.sales.models import Share


def _homes(ids: Sequence[int]) -> dict[int, int | None]:
    return dict(Share.objects.filter(pk__in=ids).values_list("pk", "opportunity__customer_id"))


def register_holdings() -> None:
    """Say what changes hands, and what stays. Credit for what was won or lost stays with whoever earned it."""
    holdings.register(
        holdings.Holding(
            "share",
            _("Shares of credit"),
            "users",
            "sales_share.member_id",
            held=lambda member: holdings.Rows(
                Share.objects.filter(member_id=member, opportunity__state="open", opportunity__deleted_at=None)
            ),
            move=pass_shares,
            back=return_shares,
            homes=_homes,
            rights=("opportunity.assign", "opportunity.edit"),
            scope="opportunity",
            place=58,
        )
    )
    holdings.stays(
        sales_judgement__member_id="who said how far money, authority or need was there",
        sales_move__member_id="who moved the opportunity",
        sales_planreview__member_id="who reviewed the plan",
        sales_quoteanswer__member_id="who noted the answer",
        sales_quotecopy__member_id="who sent the quote",
        sales_stakeholder__member_id="who placed the person",
        sales_target__member_id="a target was set for this very member; whoever follows is given another",
        sales_target__set_by_id="who set the target",
        sales_watch__member_id="who looks at a board just now",
    )
