"""The router of a kind: list, one, make, change, delete, restore, assign; the same filters, rules and verbs as on the pages."""

import json
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema
from pydantic import Field
from pydantic_core import to_json

from guanxi.api import problems, schemas
from guanxi.core import clock
from guanxi.core.kinds import Kind
from guanxi.core.one import one_of
from guanxi.core.refused import NotAllowed
from guanxi.ui.lists import keyset, state
from guanxi.ui.lists.asking import Ask
from guanxi.ui.lists.filters import narrow
from guanxi.ui.lists.perowner import rows_in, scope_of

LARGEST_PAGE = 200
RecordId = Annotated[int, Path(ge=1, le=schemas.LARGEST)]


class Asked(Schema):
    """What a list may be asked."""

    q: str = Field("", max_length=200, description="search, as in the list's search field")
    filter: str = Field(
        "", max_length=4000, description='conditions, e.g. "stage:any:lead,customer;city:is:上海", or their JSON'
    )
    sort: str = Field("", max_length=60, description='field to sort by, "-" in front for descending')
    cursor: str = Field("", max_length=1000, description="`next` of the page before")
    limit: int = Field(40, ge=1, le=LARGEST_PAGE)


class NewOwner(Schema):
    """Who gets the record."""

    owner: schemas.Id | None


def scoped(request: HttpRequest, kind: Kind, mode: str) -> None:
    """Refuse a key whose scopes do not cover this."""
    allowed(request, kind.name, mode)


def allowed(request: HttpRequest, what: str, mode: str) -> None:
    """The same of what is no kind: the timeline, approvals, scorecards."""
    if not request.api_key.allows(what, mode):  # type: ignore[attr-defined]
        raise NotAllowed(_("This key's scopes do not allow that: it needs {scope}.").format(scope=f"{what}:{mode}"))


def answered(body: Any, status: int = 200) -> HttpResponse:
    """JSON without another pass of validation: the writer made it from the same fields."""
    return HttpResponse(to_json(body, fallback=str), status=status, content_type="application/json")


def listing(kind: Kind, request: HttpRequest, asked: Asked) -> HttpResponse:
    """A page of the records the key's member sees."""
    actor = request.actor  # type: ignore[attr-defined]
    given: Any = asked.filter
    if given.startswith("{"):
        try:
            given = json.loads(given)
        except ValueError:
            return problems.invalid([{"field": "filter", "message": _("This is not a filter.")}])
    looked = state.read(kind, {"q": asked.q, "f": given, "sort": asked.sort}, actor)
    if looked.problems:
        return problems.invalid(
            [{"field": f"filter {one.filter}".strip(), "message": str(one.sentence)} for one in looked.problems]
        )
    if asked.sort and str(looked.sort) != asked.sort:
        return problems.invalid([{"field": "sort", "message": _("A list cannot be sorted by this.")}])
    scope = scope_of(kind, actor, looked.sort.column, looked.whole())
    rows = narrow(rows_in(scope, kind, actor), looked.whole(), Ask(kind, actor, clock.now()))
    page = keyset.page(rows, looked.sort, size=asked.limit, after=asked.cursor, scope=scope)
    kind.fill_in(page.rows)
    write = schemas.writer(kind, actor)
    return answered({"items": [write(row) for row in page.rows], "next": page.older or None})


def found(kind: Kind, request: HttpRequest, pk: int) -> Any:
    """The record, or 404 where the member does not see it."""
    record = one_of(kind, request.actor, pk)  # type: ignore[attr-defined]
    if record is None:
        raise Http404
    return record


def as_made(kind: Kind, request: HttpRequest, made: Any) -> Any:
    """A new record as the member sees it; as it was made where the company's rules gave it to a colleague at once."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.may("see", kind.name):
        raise Http404
    return one_of(kind, actor, made.pk) or made


def shown(kind: Kind, request: HttpRequest, record: Any, status: int = 200) -> HttpResponse:
    """One record as it is answered."""
    kind.fill_in([record])
    return answered(schemas.writer(kind, request.actor)(record), status)  # type: ignore[attr-defined]


def router_for(kind: Kind) -> Router:
    """The routes of a kind; a verb that its package does not offer has none."""
    router = Router(tags=[str(kind.plural)])
    record = schemas.record_schema(kind)
    page = schemas.page_schema(kind, record)
    name = kind.name

    def many(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
        scoped(request, kind, "read")
        request.actor.require("see", name)  # type: ignore[attr-defined]
        return listing(kind, request, asked)

    def one(request: HttpRequest, pk: RecordId) -> HttpResponse:
        scoped(request, kind, "read")
        request.actor.require("see", name)  # type: ignore[attr-defined]
        return shown(kind, request, found(kind, request, pk))

    router.add_api_operation(
        "/", ["GET"], many, response={200: page}, operation_id=f"list_{name}", summary=f"List: {name}"
    )
    router.add_api_operation(
        "/{pk}", ["GET"], one, response={200: record}, operation_id=f"get_{name}", summary=f"One: {name}"
    )
    _add_writes(router, kind, record)
    return router


def _add_writes(router: Router, kind: Kind, record: type[Schema]) -> None:
    name, verbs = kind.name, kind.verbs
    if verbs.create:
        new_schema = schemas.given_schema(kind, new=True)

        def make(request: HttpRequest, given: new_schema) -> HttpResponse:  # type: ignore[valid-type]
            scoped(request, kind, "write")
            values = schemas.taken(kind, given)
            made = verbs.create(values, actor=request.actor, at=clock.now())  # type: ignore[attr-defined, misc]
            return shown(kind, request, as_made(kind, request, made), 201)

        router.add_api_operation(
            "/", ["POST"], make, response={201: record}, operation_id=f"create_{name}", summary=f"Make: {name}"
        )
    if verbs.edit:
        changed_schema = schemas.given_schema(kind, new=False)

        def change(request: HttpRequest, pk: RecordId, given: changed_schema) -> HttpResponse:  # type: ignore[valid-type]
            scoped(request, kind, "write")
            changes = schemas.taken(kind, given)
            verbs.edit(found(kind, request, pk), changes, actor=request.actor, at=clock.now())  # type: ignore[attr-defined, misc]
            return shown(kind, request, found(kind, request, pk))

        router.add_api_operation(
            "/{pk}", ["PATCH"], change, response={200: record}, operation_id=f"change_{name}", summary=f"Change: {name}"
        )
    if verbs.delete:

        def delete(request: HttpRequest, pk: RecordId) -> HttpResponse:
            scoped(request, kind, "write")
            found(kind, request, pk)
            if not verbs.delete([pk], actor=request.actor, at=clock.now()):  # type: ignore[attr-defined, misc]
                return problems.not_allowed(_("You may see this record but not delete it."))
            return HttpResponse(status=204)

        router.add_api_operation(
            "/{pk}",
            ["DELETE"],
            delete,
            response={204: None},
            operation_id=f"delete_{name}",
            summary=f"To the bin: {name}",
        )
    if verbs.assign:

        def assign(request: HttpRequest, pk: RecordId, given: NewOwner) -> HttpResponse:
            scoped(request, kind, "write")
            found(kind, request, pk)
            done = verbs.assign([pk], given.owner, actor=request.actor, at=clock.now())  # type: ignore[attr-defined, misc]
            return answered({"assigned": done})

        router.add_api_operation(
            "/{pk}/owner", ["PUT"], assign, operation_id=f"assign_{name}", summary=f"Hand over: {name}"
        )
