"""The page of a sent quote for whoever holds its link: to read, to print, to accept or to decline."""

from typing import Any

from allauth.core.internal.ratelimit import consume
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from guanxi.core import clock
from guanxi.core.actor import acting_as_system
from guanxi.core.refused import Refused
from guanxi.sales.actions.quote_open import open_quote
from guanxi.sales.actions.quote_send import answer_quote
from guanxi.sales.links import copy_named_by
from guanxi.sales.models import Quote, QuoteCopy
from guanxi.sales.quote_forms import PublicAnswerForm
from guanxi.sales.rules import has_expired
from guanxi.sales.views.quote_turn import page_of, pdf_of
from guanxi.staff.queries.company import today_of
from guanxi.ui.trying import refuse

PDF_LIMIT = {"quote-pdf": "20/m/ip"}  # each takes a moment of a processor
LIMIT = {"quote": "20/m/ip"}  # answers, and links that lead nowhere


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """What was sent, and its answer. A link that is forged, over, or of a quote taken away leads nowhere (410).

    The link itself is what entitles to the answer, no cookie does; so a browser that keeps none (the one inside a chat
    application, say) can answer too, and there is nothing that another site could misuse.
    """
    number = copy_named_by(token, clock.now())
    if (number is None or request.method == "POST") and not consume(
        request, app="guanxi", action="quote", config=LIMIT, limit_get=True
    ):
        return _gone(request, _("Too many attempts. Please try again in a minute."), 429)
    found = _open(number)
    if found is None:
        return _gone(request, _("This link does not lead to a quote any more. Please ask for a new one."), 410)
    copy, state = found
    if request.method == "GET" and not request.user.is_authenticated:
        _opened(copy)
    form = PublicAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _answer(copy, form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("quote_public", token)
    context = {
        "title": _("Quote %(number)s") % {"number": copy.data["number"]},
        "company": copy.data["company"],
        "paper": page_of(copy) if state != "withdrawn" else "",
        "state": state,
        "form": form,
        "copy": copy,
        "mail": copy.data["mail"],
        "token": token,
    }
    return _private(render(request, "sales/quote_public.html", context, status=422 if form.errors else 200))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD"])
def pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The same as a PDF, in the language of the page; none where the page shows no figure."""
    number = copy_named_by(token, clock.now())
    if not consume(request, app="guanxi", action="quote-pdf", config=PDF_LIMIT, limit_get=True):
        return _gone(request, _("Too many attempts. Please try again in a minute."), 429)
    found = _open(number)
    if found is None or found[1] == "withdrawn":
        return _gone(request, _("This link does not lead to a quote any more. Please ask for a new one."), 410)
    return _private(pdf_of(found[0]))


def _open(number: int | None) -> tuple[QuoteCopy, str] | None:
    """The copy and what may be done with it: open, expired, accepted, declined, withdrawn (also: replaced)."""
    if number is None:
        return None
    with acting_as_system("quote-link"):
        copy = QuoteCopy.objects.select_related("quote", "answer").filter(pk=number, quote__deleted_at=None).first()
        if copy is None:
            return None
        quote = copy.quote
        if hasattr(copy, "answer"):
            return copy, "accepted" if copy.answer.accepted else "declined"
        if quote.version != copy.version or quote.status != Quote.Status.SENT:
            return copy, "withdrawn"
        return copy, "expired" if has_expired(quote, today_of(clock.now())) else "open"


def _opened(copy: QuoteCopy) -> None:
    """Keep when the link was first followed; members who look at what they sent do not count."""
    with acting_as_system("quote-link") as actor:
        open_quote(copy, actor=actor, at=clock.now())


def _answer(copy: QuoteCopy, given: dict[str, Any]) -> None:
    with acting_as_system("quote-answer") as actor:
        answer_quote(
            copy.quote, copy.pk, accepted=given["answer"] == "accept", name=given["name"], note=given["note"],
            actor=actor, at=clock.now(),
        )  # fmt: skip


def _gone(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    context = {"title": _("Quote"), "state": "gone", "sentence": sentence}
    return _private(render(request, "sales/quote_public.html", context, status=status))


def _private(answer: HttpResponse) -> HttpResponse:
    """Search engines keep out; other sites do not learn of the link anyway (SECURE_REFERRER_POLICY)."""
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
