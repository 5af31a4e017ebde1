"""A form that was sent is tried: what refuses it stands at the field that it names."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.forms import Form
from django.http import HttpRequest
from django.utils.encoding import force_str

from guanxi.core.refused import Refused

Made = TypeVar("Made")


def refuse(form: Form, refusal: Refused) -> None:
    """Put a refusal at the field it names."""
    form.add_error(refusal.field if refusal.field in form.fields else None, force_str(refusal.sentence))


def tried(request: HttpRequest, form: Form, act: Callable[[], Made]) -> Made | None:
    """What `act` made of a form that was sent and holds; None where there is nothing to do or it was refused."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act()
    except Refused as refusal:
        refuse(form, refusal)
        return None


def changed(form: Form) -> dict[str, Any]:
    """The values of a form that differ from those it was opened with."""
    return {name: value for name, value in form.cleaned_data.items() if name in form.changed_data}


def filled(form: Form) -> dict[str, Any]:
    """The values of a form that were filled in."""
    return {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
