"""The lines of a quote: one more, another price, one less."""

from collections.abc import Callable
from functools import partial

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guanxi.commerce.queries.discount import limit_of
from guanxi.core import clock
from guanxi.core.refused import Refused
from guanxi.sales.actions.quote import edit_quote
from guanxi.sales.actions.quote_line import add_quote_line, change_quote_line, remove_quote_line
from guanxi.sales.models import Quote
from guanxi.sales.quote_forms import DiscountForm, QuoteLineForm, line_initial
from guanxi.sales.views import answers
from guanxi.sales.views.quote import quote_or_404


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A dialog for one more line."""
    quote = quote_or_404(request, pk, change=True)
    standing = {"quantity": 1, "tax_rate": f"{quote.tax_rate.normalize():f}"}
    form = QuoteLineForm(request.POST or None, limit=limit_of(request.actor), initial=standing)
    context = {"action": reverse("quote_line_add", args=[pk]), "title": _("Add a line"), "submit": _("Add")}
    return _asked(request, quote, form, partial(add_quote_line, quote), _("The line was added."), **context)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int, quoted_id: int) -> HttpResponse:
    """A dialog for a line as it stands."""
    quote = quote_or_404(request, pk, change=True)
    line = quote.lines.filter(pk=quoted_id).first()
    if line is None:
        raise Http404
    form = QuoteLineForm(request.POST or None, limit=limit_of(request.actor), initial=line_initial(line))
    context = {
        "action": reverse("quote_line_change", args=[pk, quoted_id]),
        "title": _("Change line %(number)s") % {"number": line.position},
    }
    act = partial(change_quote_line, quote, quoted_id)
    return _asked(request, quote, form, act, _("The line was saved."), **context)


@require_http_methods(["GET", "POST"])
def discount(request: HttpRequest, pk: int) -> HttpResponse:
    """A dialog for what is taken off the whole."""
    quote = quote_or_404(request, pk, change=True)
    initial = {name: getattr(quote, name) for name in ("discount_percent", "discount_amount", "discount_reason")}
    form = DiscountForm(request.POST or None, limit=limit_of(request.actor), initial=initial)
    context = {"action": reverse("quote_discount", args=[pk]), "title": _("Discount on the whole")}
    return _asked(request, quote, form, partial(edit_quote, quote), _("The discount was saved."), **context)


def _asked(
    request: HttpRequest, quote: Quote, form: Form, act: Callable[..., object], said: str, **context: str
) -> HttpResponse:
    """A dialog about a quote's prices: what is sent is done by `act`."""
    words = {"currency": quote.currency, "tax": quote.get_tax_display()}
    context = {"submit": _("Save"), "note": _("Prices in %(currency)s. %(tax)s.") % words, **context}

    def go() -> object:
        return act(form.cleaned_data, actor=request.actor, at=clock.now())

    return answers.asked(request, form, go, said, **context)


@require_POST
def remove(request: HttpRequest, pk: int, quoted_id: int) -> HttpResponse:
    """One line less."""
    quote = quote_or_404(request, pk, change=True)
    try:
        remove_quote_line(quote, quoted_id, actor=request.actor, at=clock.now())
    except Refused as refusal:
        return answers.said(refusal.sentence)
    return answers.done(request, _("The line was taken out."), on_board=False)
