"""An invited member opens the link, chooses his password and is signed in."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanxi.core import clock
from guanxi.core.actor import acting_as_system
from guanxi.staff.actions.invitation import LinkSpent, accept, invited_by
from guanxi.staff.forms import JoinForm
from guanxi.staff.queries.company import company


@login_not_required
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind an invitation's link; a spent one says what to do (410)."""
    try:
        member = invited_by(token, at=clock.now())
    except LinkSpent as spent:
        return render(request, "staff/join_spent.html", {"reason": spent}, status=410)
    form = JoinForm(request.POST or None, initial={"name": member.name})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with acting_as_system("invitation") as actor:
            member = accept(token, name=given["name"], password=given["password"], actor=actor, at=clock.now())
        login(request, member, backend=settings.AUTHENTICATION_BACKENDS[0])
        return redirect("/")
    context = {"form": form, "invited": member, "company": company()}
    return render(request, "staff/join.html", context, status=422 if form.errors else 200)
