"""Targets of a quarter, and whose credit an opportunity is."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from guanxi.api.routers import RecordId, answered, found, scoped
from guanxi.api.schemas import Id, words
from guanxi.core import clock
from guanxi.core.kinds import kind
from guanxi.core.refused import NotAllowed
from guanxi.sales.actions.share import MOST, set_shares
from guanxi.sales.actions.target import set_target
from guanxi.sales.models import Opportunity, Target
from guanxi.sales.queries.share import shares_of

router = Router(tags=["Opportunities"])
Amount = Annotated[Decimal, Field(max_digits=18, decimal_places=2)]


class AskedTargets(Schema):
    """Which quarter, by its first day."""

    quarter: date


class SetTarget(Schema):
    """What a member or a department, with those below, is to win; without an amount the target goes."""

    model_config = ConfigDict(extra="forbid")

    quarter: date = Field(description="its first day")
    member: Id | None = None
    department: Id | None = None
    currency: words(3)  # type: ignore[valid-type]
    amount: Amount | None


class ShownTarget(Schema):
    """A target."""

    quarter: date
    member: int | None
    department: int | None
    currency: str
    amount: str


class ShownTargets(Schema):
    """All of a quarter that the member sees."""

    items: list[ShownTarget]


class GivenShare(Schema):
    """A member's part."""

    model_config = ConfigDict(extra="forbid")

    member: Id
    percent: int = Field(ge=1, le=100)


class Shares(Schema):
    """Parts that add up to 100; none leave the credit with whoever owns the opportunity."""

    model_config = ConfigDict(extra="forbid")

    items: list[GivenShare] = Field(max_length=MOST)


@router.get("/targets", response={200: ShownTargets}, operation_id="list_target", summary="Targets of a quarter")
def targets(request: HttpRequest, asked: Query[AskedTargets]) -> HttpResponse:
    """The targets that the member sees."""
    actor = request.actor  # type: ignore[attr-defined]
    scoped(request, kind("opportunity"), "read")
    actor.require("see", "opportunity")
    _unmasked(request)
    rows = Target.objects.filter(quarter=asked.quarter).order_by("department_id", "member_id", "currency")
    return answered({"items": [_written(one) for one in rows]})


@router.put("/targets", response={200: ShownTarget, 204: None}, operation_id="set_target", summary="Set a target")
def target(request: HttpRequest, given: SetTarget) -> HttpResponse:
    """Set it, change it or take it away."""
    actor = request.actor  # type: ignore[attr-defined]
    scoped(request, kind("opportunity"), "write")
    made = set_target(
        given.quarter,
        given.amount,
        given.currency,
        member_id=given.member,
        department_id=given.department,
        actor=actor,
        at=clock.now(),
    )
    return HttpResponse(status=204) if made is None else answered(_written(made))


@router.get(
    "/opportunities/{pk}/shares", response={200: Shares}, operation_id="list_share", summary="Whose credit it is"
)
def shares(request: HttpRequest, pk: RecordId) -> HttpResponse:
    """The owner's with 100, where it is not split."""
    return _shares(_opportunity(request, pk, "read"))


@router.put("/opportunities/{pk}/shares", response={200: Shares}, operation_id="set_shares", summary="Split the credit")
def split(request: HttpRequest, pk: RecordId, given: Shares) -> HttpResponse:
    """Say whose credit it is; who stands there twice has both."""
    opportunity = _opportunity(request, pk, "write")
    parts: dict[int, int] = {}
    for one in given.items:
        parts[one.member] = parts.get(one.member, 0) + one.percent
    set_shares(opportunity, parts, actor=request.actor, at=clock.now())  # type: ignore[attr-defined]
    return _shares(opportunity)


def _opportunity(request: HttpRequest, pk: int, mode: str) -> Opportunity:
    described = kind("opportunity")
    scoped(request, described, mode)
    request.actor.require("see", "opportunity")  # type: ignore[attr-defined]
    opportunity: Opportunity = found(described, request, pk)
    return opportunity


def _shares(opportunity: Opportunity) -> HttpResponse:
    return answered({"items": [{"member": one.pk, "percent": part} for one, part in shares_of(opportunity)]})


def _unmasked(request: HttpRequest) -> None:
    if request.actor.masks("opportunity", "amount"):  # type: ignore[attr-defined]
        raise NotAllowed(_("Your roles show amounts only in part, so there are no sums here."))


def _written(one: Target) -> dict[str, Any]:
    return {
        "quarter": one.quarter.isoformat(),
        "member": one.member_id,
        "department": one.department_id,
        "currency": one.currency,
        "amount": f"{one.amount:.2f}",
    }
