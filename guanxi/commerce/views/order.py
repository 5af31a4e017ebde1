from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from guanxi.commerce.queries.order import lines_of, orders, purchases
from guanxi.customers.queries.customer import customers

LINES_SHOWN = 500


def record(request: HttpRequest, pk: int) -> HttpResponse:
    """An order with its lines."""
    order = get_object_or_404(orders(request.actor).select_related("customer"), pk=pk)
    lines = list(lines_of(order)[: LINES_SHOWN + 1])
    context = {
        "order": order,
        "title": order.number,
        "lines": lines[:LINES_SHOWN],
        "more": order.line_count - LINES_SHOWN,
    }
    return render(request, "commerce/order.html", context)


def panel(request: HttpRequest, customer_id: int) -> HttpResponse:
    """A customer's orders, for the panel of his page."""
    if not request.actor.may("see", "order") or not customers(request.actor).filter(pk=customer_id).exists():
        raise Http404
    bought = purchases(customer_id)
    return render(
        request,
        "commerce/order_panel.html",
        {"bought": bought, "customer_id": customer_id, "amounts": [float(a) for _, a in bought.months]},
    )
