"""From a button to the progress of the work that it begins."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.encoding import force_str

from guanxi.core import clock
from guanxi.core.models import Work
from guanxi.core.refused import Refused


def begun(request: HttpRequest, begin: Callable[..., Work], *, otherwise: str) -> HttpResponse:
    """To the page of the work that `begin(actor=…, at=…)` hands over; to the page `otherwise`, with its sentence, where it refuses."""
    try:
        job = begin(actor=request.actor, at=clock.now())  # type: ignore[attr-defined]
    except Refused as refusal:
        messages.error(request, force_str(refusal.sentence))
        return redirect(otherwise)
    return redirect("work", pk=job.pk)
