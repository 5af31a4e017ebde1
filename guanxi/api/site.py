"""The assembled API: one router per kind, the timeline, search; errors in one shape."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Query, Schema
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer
from pydantic import Field

from guanxi.api import problems
from guanxi.api.approvals import router as approvals
from guanxi.api.deputies import router as deputies
from guanxi.api.entries import router as entries
from guanxi.api.figures import router as figures
from guanxi.api.incentives import router as incentives
from guanxi.api.parts import router as parts
from guanxi.api.quotelines import router as quotelines
from guanxi.api.routers import answered, router_for
from guanxi.api.scorecards import router as scorecards
from guanxi.api.steering import router as steering
from guanxi.api.steps import router as steps
from guanxi.api.worth import router as worth
from guanxi.core import kinds, search
from guanxi.core.refused import NotAllowed, Refused
from guanxi.ui.lists.keyset import BadCursor
from guanxi.ui.views import errors


class GateKey(HttpBearer):
    """The gate has opened the key already; this states it in the OpenAPI document."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:  # noqa: ARG002
        """The opened key, if there is one."""
        return getattr(request, "api_key", None)


api = NinjaAPI(
    title="Guanxi",
    version="1",
    urls_namespace="api",
    auth=GateKey(),
    docs_url="/docs",
    openapi_url="/openapi.json",
    description="Everything is seen and done as the member whose key is used. Writes take an Idempotency-Key.",
)


class Sought(Schema):
    """What to find."""

    q: str = Field(min_length=1, max_length=200)
    limit: int = Field(20, ge=1, le=100)


@api.get("/find", operation_id="find", summary="Find customers, contacts and opportunities", tags=["Search"])
def find(request: HttpRequest, sought: Query[Sought]) -> HttpResponse:
    """By Chinese text, pinyin, initials, Latin prefix, phone tail or mail; the closest first."""
    key = request.api_key  # type: ignore[attr-defined]
    hits = search.find(sought.q, request.actor, limit=sought.limit)  # type: ignore[attr-defined]
    items = [
        {"kind": hit.kind, "id": hit.record_id, "customer": hit.home_id, "title": hit.title, "detail": hit.detail}
        for hit in hits
        if key.allows(hit.kind, "read")
    ]
    return answered({"items": items})


@api.exception_handler(Refused)
def refused(_request: HttpRequest, error: Refused) -> HttpResponse:
    """An anticipated "no"."""
    if isinstance(error, NotAllowed):
        return problems.problem(403, str(error), code=error.code)
    return problems.problem(422, str(error), code=error.code, errors=[{"field": error.field, "message": str(error)}])


@api.exception_handler(BadCursor)
def foreign_cursor(_request: HttpRequest, _error: BadCursor) -> HttpResponse:
    """A cursor of another list, or a made-up one."""
    return problems.invalid([{"field": "cursor", "message": _("This cursor belongs to another list.")}])


@api.exception_handler(Http404)
def missing(_request: HttpRequest, _error: Http404) -> HttpResponse:
    """Not there, or not to be seen."""
    return problems.not_found()


@api.exception_handler(ValidationError)
def invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Values of the wrong shape."""
    return problems.invalid([{"field": _place(one["loc"]), "message": one["msg"]} for one in error.errors])


def _place(loc: tuple[Any, ...]) -> str:
    """The name of the value: behind ("body", argument) or behind ("query",)."""
    return ".".join(str(part) for part in (loc[2:] if loc and loc[0] == "body" else loc[1:]))


@api.exception_handler(HttpError)
def failed(_request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework itself refuses: a body that is no JSON, a missing key."""
    titles = {400: _("The body is not valid JSON."), 401: _("Send a valid API key: Authorization: Bearer gx_…")}
    return problems.problem(
        error.status_code, titles.get(error.status_code, str(error)), code=f"http_{error.status_code}"
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What cannot be understood before anybody could say which value it is: as a problem to programs, as a page to people."""
    page = errors.bad_request(request, exception)
    if not request.path.startswith("/api/"):
        return page
    return problems.problem(page.status_code, _("This request can't be read"), code="unreadable")


def assemble() -> None:
    """Give every kind its router, `customer` at /customers; called once, when the addresses are loaded and all manifests are in."""
    for kind in kinds.all_kinds():
        api.add_router(f"/{kind.path}", router_for(kind))
    for more in (
        approvals,
        deputies,
        entries,
        figures,
        incentives,
        parts,
        quotelines,
        scorecards,
        steering,
        steps,
        worth,
    ):
        api.add_router("", more)
