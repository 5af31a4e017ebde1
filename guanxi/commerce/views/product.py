from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanxi.commerce.actions.part import remove_part, set_part
from guanxi.commerce.actions.product import create_product, edit_product
from guanxi.commerce.forms import PartForm, ProductForm
from guanxi.commerce.models import Part, Product
from guanxi.commerce.queries.part import parts_of
from guanxi.commerce.queries.pricebook import prices_of_product
from guanxi.commerce.queries.product import products, sold
from guanxi.core import clock, slots
from guanxi.ui.trying import tried


def record(request: HttpRequest, pk: int) -> HttpResponse:
    """A product with what was sold of it to the customers one sees."""
    return _page(request, get_object_or_404(products(request.actor), pk=pk), PartForm())


def _page(request: HttpRequest, product: Product, form: PartForm) -> HttpResponse:
    context = {
        "parts": parts_of([product.pk]).get(product.pk, []),
        "inside": Part.objects.filter(product=product).select_related("bundle").order_by("bundle__name_sort")[:20],
        "form": form,
        "may_edit": request.actor.may("edit", "product"),
        "product": product,
        "title": product.name,
        "panels": [
            {"title": one.title, "url": one.url(product.pk)} for one in slots.panels_of("product", request.actor)
        ],
        "prices": prices_of_product(product.pk, request.actor),
        "sold": sold(product) if request.actor.may("see", "order") else [],
    }
    return render(request, "commerce/product.html", context, status=422 if form.errors else 200)


@require_POST
def set_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a product into a bundle, or change how many of it are in one."""
    product = get_object_or_404(products(request.actor), pk=pk)
    request.actor.require("edit", "product")
    form = PartForm(request.POST)

    def go() -> Part:
        given = form.cleaned_data
        return set_part(product, given["product"], given["quantity"], actor=request.actor, at=clock.now())

    if tried(request, form, go):
        messages.success(request, _("The part was saved."))
        return redirect("product_record", pk)
    return _page(request, product, form)


@require_POST
def remove_one(request: HttpRequest, pk: int, part_id: int) -> HttpResponse:
    """One part less."""
    product = get_object_or_404(products(request.actor), pk=pk)
    if remove_part(product, part_id, actor=request.actor, at=clock.now()):
        messages.success(request, _("The part was taken out."))
    return redirect("product_record", pk)


def new(request: HttpRequest) -> HttpResponse:
    """The form for a new product."""
    return _form(request, None)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for a product as it stands."""
    return _form(request, get_object_or_404(products(request.actor), pk=pk))


def _form(request: HttpRequest, product: Product | None) -> HttpResponse:
    request.actor.require("edit" if product else "create", "product")
    known = {name: getattr(product, name) for name in ProductForm.base_fields} if product else None
    form = ProductForm(request.POST or None, initial=known)
    write = partial(edit_product, product) if product else create_product
    if made := tried(request, form, lambda: write(form.cleaned_data, actor=request.actor, at=clock.now())):
        messages.success(request, _("{name} is saved.").format(name=made.name))
        return redirect("product_record", made.pk)
    title = _("Edit {name}").format(name=product.name) if product else _("New product")
    status = 422 if form.errors else 200
    return render(
        request,
        "commerce/product_form.html",
        {"form": form, "title": title, "product": product, "draft": f"product:{product.pk if product else 'new'}"},
        status=status,
    )
