"""The first page of an empty installation: the company and its first administrator."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from guanxi.core import clock
from guanxi.core.actor import acting_as_system
from guanxi.core.refused import Refused
from guanxi.staff.actions.company import install
from guanxi.staff.forms import FirstRunForm
from guanxi.staff.models import Member


@login_not_required
def first_run(request: HttpRequest) -> HttpResponse:
    """Ask once, then sign the administrator in; with a member there is only the sign-in page."""
    if Member.objects.exists():
        return redirect("account_login")
    form = FirstRunForm(request.POST or None, initial={"time_zone": settings.TIME_ZONE})
    if request.method == "POST" and form.is_valid():
        member = _install(form)
        if member:
            login(request, member, backend=settings.AUTHENTICATION_BACKENDS[0])
            return redirect("/")
    return render(request, "staff/first_run.html", {"form": form}, status=422 if form.errors else 200)


def _install(form: FirstRunForm) -> Member | None:
    given = form.cleaned_data
    company = {"name": given["company"], "time_zone": given["time_zone"], "language": get_language()}
    person = {"name": given["name"], "email": given["email"]}
    try:
        with acting_as_system("first-run") as actor:
            return install(company, person, given["password"], actor=actor, at=clock.now())
    except Refused as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return None
