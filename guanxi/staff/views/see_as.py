"""See as this member, and back to oneself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from guanxi.core import clock
from guanxi.staff import sightseeing
from guanxi.staff.actions.sight import begin_seeing, end_seeing
from guanxi.staff.models import Member
from guanxi.staff.views.forming import administered


@require_POST
@administered
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Look through a colleague's eyes; nothing can be changed until one is back."""
    colleague = get_object_or_404(Member, pk=pk)
    begin_seeing(colleague, actor=request.actor, at=clock.now())
    sightseeing.remember(request, colleague.pk)
    return redirect("/")


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Back to oneself; the middleware runs this page in one's own name."""
    seen = request.session.get(sightseeing.SESSION_KEY)
    sightseeing.forget(request)
    if seen is None:
        return redirect("/")
    end_seeing(int(seen), actor=request.actor, at=clock.now())
    return redirect("staff_member", pk=seen)
