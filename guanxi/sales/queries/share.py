"""Whose credit an opportunity is."""

from guanxi.core.written import Written
from guanxi.sales.models import Opportunity, Share
from guanxi.staff.models import Member

SHARES = Written(lambda: Share.objects.select_related("member").order_by("pk"), "opportunity")


def shares_of(opportunity: Opportunity) -> list[tuple[Member, int]]:
    """Members with their percent, the most first; its owner with all of it where it is not split."""
    found: dict[int, tuple[Member, int]] = {}
    for one in SHARES.of(opportunity.pk):
        found[one.member_id] = (one.member, one.percent + found.get(one.member_id, (one.member, 0))[1])
    if not found and opportunity.owner is not None:
        return [(opportunity.owner, 100)]
    return sorted(found.values(), key=lambda pair: -pair[1])
