"""What becomes of a quote: sent, made anew, withdrawn, answered by word of mouth; and what was sent, to read."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.sales.actions.quote_approval import ask_for_quote
from guanxi.sales.actions.quote_send import answer_quote, new_version, send_quote, withdraw_quote
from guanxi.sales.models import QuoteCopy
from guanxi.sales.printing import quote_pdf
from guanxi.sales.queries.quote import guided
from guanxi.sales.quote_forms import AnswerForm, ApprovalForm
from guanxi.sales.views import answers
from guanxi.sales.views.quote import quote_or_404
from guanxi.staff.queries.company import today_of
from guanxi.ui.trying import refuse


@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then freeze it and make its link."""
    quote = quote_or_404(request, pk, change=True)
    form = forms.Form(request.POST if request.method == "POST" else None)
    note = _(
        "Version %(version)s is frozen as it stands, and you get a link for the customer to read, print, accept or decline it."
    )
    action = reverse("quote_send", args=[pk])
    title = _("Send %(number)s") % {"number": quote.number}
    return answers.asked(
        request,
        form,
        lambda: send_quote(quote, actor=request.actor, at=clock.now()),
        _("It is frozen as it stands. Copy its link for the customer."),
        action=action,
        title=title,
        submit=_("Freeze and make the link"),
        errors_heading=_("It was not sent"),
        note=note % {"version": quote.version},
    )


@require_http_methods(["GET", "POST"])
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask those whom the rules name to approve it as it stands."""
    quote = quote_or_404(request, pk, change=True)
    odd = any(one.is_below or one.differing for one in guided(quote, request.actor, today_of(clock.now())))
    form = ApprovalForm(request.POST if request.method == "POST" else None, odd=odd)
    if request.method == "POST" and form.is_valid():
        try:
            made = ask_for_quote(quote, reason=form.cleaned_data["reason"], actor=request.actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            turn = made.turns.select_related("approver").filter(is_open=True).first()
            asked = turn.approver.name if turn else ""
            return answers.done(request, _("%(name)s was asked. You are told the answer.") % {"name": asked}, on_board=False)  # fmt: skip
    action = reverse("quote_approval", args=[pk])
    title = _("Ask for approval of %(number)s") % {"number": quote.number}
    note = _(
        "Those who have to agree are asked one after the other. If you change the quote, approval is asked for anew."
    )
    return answers.dialog(
        request, form=form, action=action, title=title, submit=_("Ask"), errors_heading=_("It was not asked"), note=note
    )


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

    def go() -> object:
        given = form.cleaned_data
        said = {"accepted": given["answer"] == "accept", "name": given["name"], "note": given["note"]}
        return answer_quote(quote, copy.pk if copy else 0, **said, actor=request.actor, at=clock.now())

    context = {"action": reverse("quote_answer", args=[pk]), "title": _("What did the customer answer?")}
    return answers.asked(request, form, go, _("The answer was written down."), **context, submit=_("Save"))


@require_GET
def copy(request: HttpRequest, pk: int, copy_id: int) -> HttpResponse:
    """A version as it went out."""
    quote = quote_or_404(request, pk)
    found = QuoteCopy.objects.filter(quote=quote, pk=copy_id).first()
    if found is None:
        raise Http404
    title = _("%(number)s, version %(version)s") % {"number": quote.number, "version": found.version}
    context = {"quote": quote, "title": title, "paper": page_of(found), "copy_id": found.pk}
    return render(request, "sales/quote_copy.html", context)


@require_GET
def copy_pdf(request: HttpRequest, pk: int, copy_id: int) -> HttpResponse:
    """The same as a PDF, in the reader's language or the one that `?language=` names."""
    quote = quote_or_404(request, pk)
    found = QuoteCopy.objects.filter(quote=quote, pk=copy_id).first()
    if found is None:
        raise Http404
    return pdf_of(found, request.GET.get("language", ""))


def pdf_of(found: QuoteCopy, language: str = "") -> HttpResponse:
    """A copy as a file to keep."""
    made = quote_pdf(found.data, language or get_language() or "en")
    answer = HttpResponse(made, content_type="application/pdf")
    name = f"{found.data['number']}-{found.version}.pdf"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer


def page_of(found: QuoteCopy) -> str:
    """The frozen page in the reader's language."""
    pages: dict[str, str] = found.pages
    return mark_safe(pages.get(get_language() or "en") or pages["en"])  # noqa: S308 - our own template made it
