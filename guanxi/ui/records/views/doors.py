"""Who may come in: every view of a kind starts here."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from guanxi.core.actor import Actor
from guanxi.core.kinds import Kind
from guanxi.core.one import one_of

View = Callable[..., HttpResponse]


def for_verb(verb: str = "see") -> Callable[[View], View]:
    """Sign-in first; then 404 for a kind that the actor may not see, 403 for a verb that he lacks."""

    def wrap(view: View) -> View:
        @wraps(view)
        def inside(kind: Kind, request: HttpRequest, **given: Any) -> HttpResponse:
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None:
                return redirect(f"{resolve_url(settings.LOGIN_URL)}?next={quote(request.get_full_path())}")
            if not actor.may("see", kind.name):
                raise Http404
            if not actor.may(verb, kind.name):
                raise PermissionDenied
            return view(kind, request, **given)

        return inside

    return wrap


def record_of(kind: Kind, pk: int, actor: Actor) -> Any:
    """The record, if the actor sees it and it is not in the bin; else 404."""
    found = one_of(kind, actor, pk)
    if found is None:
        raise Http404
    kind.fill_in([found])
    return found
