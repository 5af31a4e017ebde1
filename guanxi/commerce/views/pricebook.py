"""Price books and the prices in them."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanxi.commerce.actions.pricebook import create_pricebook, edit_pricebook, remove_price, set_price
from guanxi.commerce.forms import PriceBookForm, PriceForm
from guanxi.commerce.models import Price, PriceBook
from guanxi.commerce.queries.pricebook import pricebooks, prices_of
from guanxi.core import clock
from guanxi.ui.trying import tried


@require_GET
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """A book with its prices; `?product=` narrows to one product, `?after=` goes on."""
    book = get_object_or_404(pricebooks(request.actor), pk=pk)
    return _page(request, book, PriceForm(actor=request.actor))


@require_POST
def set_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a price, anew or over the one that is there."""
    actor = request.actor
    book = get_object_or_404(pricebooks(actor), pk=pk)
    actor.require("edit", "pricebook")
    form = PriceForm(request.POST, actor=actor)

    def go() -> Price:
        given = {name: value for name, value in form.cleaned_data.items() if name != "product"}
        return set_price(book, form.cleaned_data["product"], given, actor=actor, at=clock.now())

    if tried(request, form, go):
        messages.success(request, _("The price was saved."))
        return redirect("pricebook_record", pk)
    return _page(request, book, form)


@require_POST
def remove_one(request: HttpRequest, pk: int, price_id: int) -> HttpResponse:
    """One price less."""
    book = get_object_or_404(pricebooks(request.actor), pk=pk)
    if remove_price(book, price_id, actor=request.actor, at=clock.now()):
        messages.success(request, _("The price was taken out."))
    return redirect("pricebook_record", pk)


def _page(request: HttpRequest, book: PriceBook, form: PriceForm) -> HttpResponse:
    actor = request.actor
    asked = request.GET.get("product", "")
    product = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    shown, more = prices_of(book, product_id=product, after=request.GET.get("after", ""))
    context: dict[str, Any] = {
        "book": book,
        "title": book.name,
        "prices": shown,
        "more": more,
        "product": product,
        "form": form,
        "see_floor": actor.may("see", "floor"),
        "may_edit": actor.may("edit", "pricebook"),
    }
    return render(request, "commerce/pricebook.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form for a new price book."""
    return _form(request, None)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for a price book as it stands."""
    return _form(request, get_object_or_404(pricebooks(request.actor), pk=pk))


def _form(request: HttpRequest, book: PriceBook | None) -> HttpResponse:
    actor = request.actor
    actor.require("edit" if book else "create", "pricebook")
    names = PriceBookForm().fields
    known = (
        {name: getattr(book, name) for name in names} if book else {"is_active": True, "tax_rate": 0, "tax": "added"}
    )
    form = PriceBookForm(request.POST or None, initial=known)
    write = partial(edit_pricebook, book) if book else create_pricebook
    if made := tried(request, form, lambda: write(form.cleaned_data, actor=actor, at=clock.now())):
        messages.success(request, _("{name} is saved.").format(name=made.name))
        return redirect("pricebook_record", made.pk)
    title = _("Edit {name}").format(name=book.name) if book else _("New price book")
    context = {"form": form, "title": title, "book": book}
    return render(request, "commerce/pricebook_form.html", context, status=422 if form.errors else 200)
