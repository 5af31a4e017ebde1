"""Rules and requests for tests. Call them with an actor set."""

from datetime import UTC, datetime
from typing import Any

from guanxi.approvals.models import Approval, Chain, Step, Turn

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def make_chain(*steps: dict[str, Any], document: str = "quote", **values: Any) -> Chain:
    """A rule that is asked after those that are there; without steps the owner's manager decides."""
    chain = Chain.objects.create(document=document, place=Chain.objects.count() + 1, **values)
    for position, step in enumerate(steps or ({"way": "manager"},), start=1):
        Step.objects.create(chain=chain, position=position, **step)
    return chain


def make_approval(asked_by: Any, approver: Any, **values: Any) -> Approval:
    """A request that waits for one approver."""
    given = {"document": "quote", "record_id": 1, "title": "Q1", "owner": asked_by, "digest": "x", "asked_at": AT}
    made = Approval.objects.create(asked_by=asked_by, approvers=[approver.pk], **given | values)
    Turn.objects.create(approval=made, position=1, way="manager", approver=approver, is_open=True, due_at=made.asked_at)
    return made
