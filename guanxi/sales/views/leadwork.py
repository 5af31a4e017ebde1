"""What one does with a lead: claim it, make an opportunity of it, put it back, end it, open it again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.sales.actions import leadwork
from guanxi.sales.lead_forms import ConvertForm, EndForm, RecycleForm
from guanxi.sales.models import Lead
from guanxi.sales.models.lead import LIVE
from guanxi.sales.queries.lead import customer_of
from guanxi.sales.views import answers
from guanxi.sales.views.lead import lead_or_404
from guanxi.staff.queries.company import company_customs
from guanxi.ui.trying import refuse


@require_POST
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it out of the pool; whoever comes second is told."""
    lead = lead_or_404(request, pk)
    if not request.actor.may("edit", "lead"):
        raise Http404
    try:
        leadwork.claim_lead(lead, actor=request.actor, at=clock.now())
    except leadwork.TooLate as refusal:
        messages.error(request, force_str(refusal.sentence))
        return redirect("lead_list")
    messages.success(request, _("“%(name)s” is yours.") % {"name": lead.name})
    return redirect("lead_record", pk)


@require_http_methods(["GET", "POST"])
def convert(request: HttpRequest, pk: int) -> HttpResponse:
    """A dialog for the opportunity; then to its page."""
    lead = lead_or_404(request, pk, change=True)
    customer = customer_of(lead)
    if not request.actor.may("create", "opportunity") or customer is None:
        raise Http404
    form = ConvertForm(
        request.POST or None,
        initial={"name": f"{customer.name} · {lead.name}"[:200], "currency": company_customs().currency},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = leadwork.convert_lead(lead, form.cleaned_data, actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The lead has become the opportunity “%(name)s”.") % {"name": made.name})
            return _go(request, reverse("opportunity_record", args=[made.pk]))
    return answers.dialog(
        request,
        form=form,
        action=reverse("lead_convert", args=[pk]),
        title=_("Make an opportunity of it"),
        submit=_("Create opportunity"),
    )


@require_http_methods(["GET", "POST"])
def recycle(request: HttpRequest, pk: int) -> HttpResponse:
    """A dialog for when it comes back and why."""
    words = (_("Put it back into the pool"), _("Put back"), _("“%(name)s” is back in the pool."))
    return _end(request, pk, RecycleForm, leadwork.recycle_lead, words)


@require_http_methods(["GET", "POST"])
def disqualify(request: HttpRequest, pk: int) -> HttpResponse:
    """A dialog for the reason."""
    words = (_("Disqualify the lead"), _("Disqualify"), _("“%(name)s” was disqualified."))
    return _end(request, pk, EndForm, leadwork.disqualify_lead, words)


def _end(
    request: HttpRequest, pk: int, made: type[EndForm], action: Callable[..., Any], words: tuple[str, str, str]
) -> HttpResponse:
    lead = lead_or_404(request, pk, change=True)
    form = made(request.POST or None)
    title, submit, done = words
    if request.method == "POST" and form.is_valid():
        try:
            action(lead, form.cleaned_data, actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, done % {"name": lead.name})
            return _go(request, reverse("lead_list"))
    elif lead.state not in LIVE:
        raise Http404
    here = reverse(f"lead_{action.__name__.removesuffix('_lead')}", args=[pk])
    return answers.dialog(request, form=form, action=here, title=title, submit=submit)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with it."""
    lead: Lead = lead_or_404(request, pk, change=True)
    try:
        leadwork.reopen_lead(lead, actor=request.actor, at=clock.now())
    except Refused as refusal:
        messages.error(request, force_str(refusal.sentence))
    else:
        messages.success(request, _("“%(name)s” is open again.") % {"name": lead.name})
    return redirect("lead_record", pk)


def _go(request: HttpRequest, url: str) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return redirect(url)
    answer = HttpResponse("")
    answer["HX-Redirect"] = url
    return answer
