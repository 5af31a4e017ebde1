"""What becomes of a quote: sent, made anew, withdrawn, answered by word of mouth; and what was sent, to read."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.sales.actions.draft import today_of
from guanxi.sales.actions.quote_send import answer_quote, new_version, send_quote, withdraw_quote
from guanxi.sales.models import QuoteCopy
from guanxi.sales.queries.quote import guided
from guanxi.sales.quote_forms import AnswerForm, SendForm
from guanxi.sales.views import answers
from guanxi.sales.views.quote import quote_or_404


@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then freeze it and make its link."""
    quote = quote_or_404(request, pk, change=True)
    now = clock.now()
    differs = any(one.differing for one in guided(quote, request.actor, today_of(now)))
    form = SendForm(request.POST if request.method == "POST" else None, differs=differs)
    if request.method == "POST" and form.is_valid():
        try:
            send_quote(quote, reason=form.cleaned_data.get("reason", ""), actor=request.actor, at=now)
        except Refused as refusal:
            answers.refuse(form, refusal)
        else:
            return answers.done(
                request, _("It is frozen as it stands. Copy its link for the customer."), on_board=False
            )
    note = _(
        "Version %(version)s is frozen as it stands, and you get a link for the customer to read, print, accept or decline it."
    )
    if differs:
        note = _("This customer holds another valid quote for the same product at another price.")
    action = reverse("quote_send", args=[pk])
    title = _("Send %(number)s") % {"number": quote.number}
    return answers.dialog(
        request, form=form, action=action, title=title, submit=_("Freeze and make the link"), errors_heading=_("It was not sent"), note=note % {"version": quote.version}
    )  # fmt: skip


@require_POST
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """Open it again as the next version."""
    quote = quote_or_404(request, pk, change=True)
    made = new_version(quote, actor=request.actor, at=clock.now())
    messages.success(
        request, _("Version %(version)s is a draft. The former one no longer holds.") % {"version": made.version}
    )
    return redirect("quote_record", pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the offer back."""
    withdraw_quote(quote_or_404(request, pk, change=True), actor=request.actor, at=clock.now())
    messages.success(request, _("The quote was withdrawn. Its link says so."))
    return redirect("quote_record", pk)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what the customer said by phone or mail."""
    quote = quote_or_404(request, pk, change=True)
    copy = QuoteCopy.objects.filter(quote=quote, version=quote.version).only("pk").first()
    contact = quote.contact.name if quote.contact else ""
    form = AnswerForm(request.POST or None, initial={"answer": "accept", "name": contact})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            answer_quote(
                quote, copy.pk if copy else 0, accepted=given["answer"] == "accept", name=given["name"], note=given["note"],
                actor=request.actor, at=clock.now(),
            )  # fmt: skip
        except Refused as refusal:
            answers.refuse(form, refusal)
        else:
            return answers.done(request, _("The answer was written down."), on_board=False)
    action = reverse("quote_answer", args=[pk])
    return answers.dialog(request, form=form, action=action, title=_("What did the customer answer?"), submit=_("Save"))


@require_GET
def copy(request: HttpRequest, pk: int, copy_id: int) -> HttpResponse:
    """A version as it went out."""
    quote = quote_or_404(request, pk)
    found = QuoteCopy.objects.filter(quote=quote, pk=copy_id).first()
    if found is None:
        raise Http404
    title = _("%(number)s, version %(version)s") % {"number": quote.number, "version": found.version}
    context = {"quote": quote, "title": title, "paper": page_of(found)}
    return render(request, "sales/quote_copy.html", context)


def page_of(found: QuoteCopy) -> str:
    """The frozen page in the reader's language."""
    pages: dict[str, str] = found.pages
    return mark_safe(pages.get(get_language() or "en") or pages["en"])  # noqa: S308 - our own template made it
