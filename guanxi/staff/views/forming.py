"""How every staff page handles its form: the action's refusal stands where it can be mended."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guanxi.core import clock
from guanxi.core.refused import NotAllowed, Refused

View = Callable[..., HttpResponse]


def administered(view: View) -> View:
    """Only for those who may administer staff; others are told so (403)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.actor.require("administer", "staff")  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return guarded


def attempt(form: BaseForm, call: Callable[[], Any]) -> Any:
    """The result of `call`, or None after putting its refusal on the form."""
    try:
        return call()
    except NotAllowed:
        raise
    except Refused as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, str(refusal))
        return None


def delete(request: HttpRequest, record: Model, act: Callable[..., Any], page: str) -> HttpResponse:
    """Let `act` delete a department or a role, say so, and go to the list; a refusal is told there by the middleware."""
    act(record, actor=request.actor, at=clock.now())  # type: ignore[attr-defined]
    messages.success(request, _("“%(name)s” was deleted.") % {"name": record})
    return redirect(page)


def tabs(active: str) -> list[dict[str, Any]]:
    """The tabs over the staff pages."""
    from django.urls import reverse
    from django.utils.translation import pgettext

    pages = (
        ("members", "staff_members", _("Members")),
        ("departments", "staff_departments", _("Departments")),
        ("roles", "staff_roles", _("Roles")),
        ("why", "staff_why", _("Who sees what")),
        ("company", "staff_company", _("Company")),
        ("history", "staff_history", pgettext("what members changed", "Changes")),
    )
    return [{"label": label, "url": reverse(url), "active": name == active} for name, url, label in pages]
