"""Who leads to whom, and what a customer is worth in four dimensions, by the rules of the customer's page."""

from datetime import date
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict

from guanxi.analytics.queries.profile import profile_of
from guanxi.api.routers import RecordId, answered, found, scoped
from guanxi.api.schemas import Id
from guanxi.core import clock
from guanxi.core.kinds import kind
from guanxi.customers.actions.tie import add_tie, remove_ties, visible
from guanxi.customers.models import Customer
from guanxi.customers.queries.tie import ties_of

router = Router(tags=["Customers"])
Way = Literal["brought", "brought-by", "supplies", "supplies-by"]


class ShownTie(Schema):
    """How the customer stands to another: brought, brought-by, supplies or supplies-by."""

    id: int
    way: str
    other: int
    since: date | None


class ShownTies(Schema):
    """Those whose other end the member sees, fifty of each direction at most."""

    items: list[ShownTie]


class NewTie(Schema):
    """Another customer, and how this one stands to it."""

    model_config = ConfigDict(extra="forbid")

    way: Way
    other: Id
    since: date | None = None


class ShownDimension(Schema):
    """A score from 0 to 100 with the weight that the company gives it, and the parts it was made from."""

    score: int
    weight: int
    parts: dict[str, Any]


class ShownDimensions(Schema):
    """Money, influence, stage of life and information; `weighed` is the sum of scores times weights over that of the weights."""

    as_of: str
    day: date
    weighed: float
    money: ShownDimension
    influence: ShownDimension
    life: ShownDimension
    information: ShownDimension


@router.get("/customers/{pk}/ties", response={200: ShownTies}, operation_id="list_tie", summary="Who leads to whom")
def listed(request: HttpRequest, pk: RecordId) -> HttpResponse:
    """Ties of a customer."""
    customer = _customer(request, pk, "read")
    items = [
        {
            "id": one.tie.pk,
            "way": one.tie.kind if one.leads else f"{one.tie.kind}-by",
            "other": one.other.pk,
            "since": one.tie.since,
        }
        for one in ties_of(customer.pk)
    ]
    return answered({"items": items})


@router.post(
    "/customers/{pk}/ties", response={201: ShownTie}, operation_id="create_tie", summary="Say who leads to whom"
)
def added(request: HttpRequest, pk: RecordId, given: NewTie) -> HttpResponse:
    """One more; what is there already is answered again."""
    actor = request.actor  # type: ignore[attr-defined]
    customer = _customer(request, pk, "write")
    other = visible(given.other, actor)
    way, _mark, by = given.way.partition("-")
    giver, taker = (other, customer) if by else (customer, other)
    tie = add_tie(giver, taker, way, since=given.since, actor=actor, at=clock.now())
    return answered({"id": tie.pk, "way": given.way, "other": other.pk, "since": tie.since}, 201)


@router.delete(
    "/customers/{pk}/ties/{tie_id}", response={204: None}, operation_id="delete_tie", summary="It no longer holds"
)
def removed(request: HttpRequest, pk: RecordId, tie_id: RecordId) -> HttpResponse:
    """One tie less."""
    customer = _customer(request, pk, "write")
    if not any(one.tie.pk == tie_id for one in ties_of(customer.pk)):
        raise Http404
    remove_ties([tie_id], actor=request.actor, at=clock.now())  # type: ignore[attr-defined]
    return HttpResponse(status=204)


@router.get(
    "/customers/{pk}/dimensions",
    response={200: ShownDimensions},
    operation_id="get_dimensions",
    summary="A customer in four dimensions",
)
def dimensions(request: HttpRequest, pk: RecordId) -> HttpResponse:
    """As of the last look at all customers; 404 before the first."""
    request.actor.require("see", "fact")  # type: ignore[attr-defined]
    customer = _customer(request, pk, "read")
    seen = profile_of(customer.pk)
    if seen is None:
        raise Http404
    one, weights, scores = seen.profile, seen.survey.rule, seen.scores()
    parts: dict[str, dict[str, Any]] = {
        "money": {},
        "influence": {"reach": one.reach},
        "life": {
            "stage": one.stage,
            "first_on": one.first_on,
            "last_on": one.last_on,
            "usual_pause": one.rhythm,
            "recent": one.recent,
            "before": one.before,
            "contract": one.contract,
        },
        "information": {
            "completeness": one.completeness,
            "recency": one.recency,
            "breadth": one.breadth,
            "gaps": one.gaps,
            "known": one.known,
        },
    }
    told = {name: {"score": scores[name], "weight": weights[name], "parts": parts[name]} for name in scores}
    return answered({"as_of": seen.survey.at.isoformat(), "day": seen.survey.day, "weighed": seen.weighed, **told})


def _customer(request: HttpRequest, pk: int, mode: str) -> Customer:
    described = kind("customer")
    scoped(request, described, mode)
    request.actor.require("see", "customer")  # type: ignore[attr-defined]
    customer: Customer = found(described, request, pk)
    return customer
