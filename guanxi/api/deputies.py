"""Who stands in for whom with approvals: read, named, ended, by the rules of the pages."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from guanxi.api.approvals import WHAT
from guanxi.api.routers import RecordId, allowed, answered
from guanxi.api.schemas import Id
from guanxi.approvals.actions.deputy import end_deputy, name_deputy
from guanxi.approvals.models import Deputy
from guanxi.approvals.queries.approval import deputies
from guanxi.core import clock
from guanxi.staff.queries.company import today_of

router = Router(tags=["Approvals"])


class ShownDeputy(Schema):
    """Whoever decides for a member from a day to a day, both included."""

    id: int
    member: int
    deputy: int
    since: date
    until: date


class ShownDeputies(Schema):
    """Those of now and later."""

    items: list[ShownDeputy]


class NewDeputy(Schema):
    """Who stands in; for whom others than oneself: whoever administers the staff says so."""

    model_config = ConfigDict(extra="forbid")

    member: Id | None = Field(None, description="who is away; without it the key's member")
    deputy: Id
    since: date
    until: date


@router.get("/deputies", response={200: ShownDeputies}, operation_id="list_deputy", summary="Who stands in for whom")
def listed(request: HttpRequest) -> HttpResponse:
    """The member's own, those he is himself, and all of them for whoever administers the staff."""
    allowed(request, WHAT, "read")
    found = deputies(request.actor, today_of(clock.now()))  # type: ignore[attr-defined]
    return answered({"items": [_written(one) for one in found]})


@router.post("/deputies", response={201: ShownDeputy}, operation_id="create_deputy", summary="Name a stand-in")
def named(request: HttpRequest, given: NewDeputy) -> HttpResponse:
    """For at most a year; he is told. A stand-in's own stand-in does not count."""
    allowed(request, WHAT, "write")
    actor = request.actor  # type: ignore[attr-defined]
    away = given.member or actor.member_id
    made = name_deputy(away, given.deputy, given.since, given.until, actor=actor, at=clock.now())
    return answered(_written(made), 201)


@router.delete(
    "/deputies/{deputy_id}", response={204: None}, operation_id="end_deputy", summary="Nobody stands in any more"
)
def ended(request: HttpRequest, deputy_id: RecordId) -> HttpResponse:
    """What was decided stays, with who stood in."""
    allowed(request, WHAT, "write")
    actor = request.actor  # type: ignore[attr-defined]
    found = Deputy.objects.filter(pk=deputy_id).first()
    if found is None or not (found.member_id == actor.member_id or actor.may("administer", "staff")):
        raise Http404
    end_deputy(found, actor=actor, at=clock.now())
    return HttpResponse(status=204)


def _written(one: Deputy) -> dict[str, Any]:
    return {"id": one.pk, "member": one.member_id, "deputy": one.deputy_id, "since": one.from_on, "until": one.until_on}
