"""The lines of a quote: read, added, changed, taken out while it is a draft, by the rules of the quote's page."""

from decimal import Decimal
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from guanxi.api.routers import RecordId, answered, found, scoped
from guanxi.api.schemas import Id, Money, words
from guanxi.core import clock
from guanxi.core.kinds import kind
from guanxi.sales.actions.quote_line import add_quote_line, change_quote_line, discount_of, remove_quote_line
from guanxi.sales.models import Quote, QuoteLine
from guanxi.sales.queries.quote import lines_of_quote

router = Router(tags=["Quotes"])
Number = Annotated[Decimal, Field(max_digits=14, decimal_places=3)]
Percent = Annotated[Decimal, Field(max_digits=6, decimal_places=3)]
KEPT = ("text", "quantity", "price", "off", "reason", "tax_rate")  # of a line whose other values are changed
AMOUNTS = ("quantity", "list_price", "price", "off", "share", "final_price", "tax_rate", "net", "tax_amount", "total")


class ShownLine(Schema):
    """A line; amounts are text, so that no digit is lost. `share` is its part of the discount on the whole."""

    id: int
    position: int
    product: int | None
    text: str
    quantity: str
    list_price: str | None
    price: str
    off: str
    share: str
    final_price: str
    discount: str | None
    reason: str
    parts: list[dict[str, str]]
    tax_rate: str
    net: str
    tax_amount: str
    total: str


class ShownLines(Schema):
    """All of them, in order."""

    items: list[ShownLine]


class ChangedLine(Schema):
    """What a line may be told. Of a new one: a product or a text, and a price, a discount on the list price, or neither."""

    model_config = ConfigDict(extra="forbid")

    product: Id | None = None
    text: words(300) | None = None  # type: ignore[valid-type]
    quantity: Number | None = None
    price: Money | None = None
    discount: Percent | None = Field(None, description="percent off the list price, instead of a price")
    off: Money | None = Field(None, description="an amount off the line")
    reason: words(300) | None = None  # type: ignore[valid-type]
    tax_rate: Percent | None = Field(None, description="percent; without it the quote's")


class NewLine(ChangedLine):
    """A line to add at the end."""

    quantity: Number = Decimal(1)


@router.get(
    "/quotes/{pk}/lines", response={200: ShownLines}, operation_id="list_quote_line", summary="Lines of a quote"
)
def listed(request: HttpRequest, pk: RecordId) -> HttpResponse:
    """The lines with their amounts."""
    quote = _quote(request, pk, "read")
    return answered({"items": [_written(one) for one in lines_of_quote(quote)]})


@router.post(
    "/quotes/{pk}/lines", response={201: ShownLine}, operation_id="create_quote_line", summary="Add a line to a draft"
)
def added(request: HttpRequest, pk: RecordId, given: NewLine) -> HttpResponse:
    """One more line; the quote's sums follow."""
    quote = _quote(request, pk, "write")
    values = given.model_dump(exclude_none=True)
    line = add_quote_line(quote, values, actor=request.actor, at=clock.now())  # type: ignore[attr-defined]
    return _answer(quote, line.pk, 201)


@router.patch(
    "/quotes/{pk}/lines/{quoted_id}",
    response={200: ShownLine},
    operation_id="change_quote_line",
    summary="Change a line of a draft",
)
def changed(request: HttpRequest, pk: RecordId, quoted_id: RecordId, given: ChangedLine) -> HttpResponse:
    """Change what is sent; a discount or another product makes the price anew, unless one is sent."""
    quote = _quote(request, pk, "write")
    line = _line(quote, quoted_id)
    values = _kept(line, given.model_dump(exclude_unset=True))
    change_quote_line(quote, line.pk, values, actor=request.actor, at=clock.now())  # type: ignore[attr-defined]
    return _answer(quote, line.pk)


@router.delete(
    "/quotes/{pk}/lines/{quoted_id}",
    response={204: None},
    operation_id="delete_quote_line",
    summary="Take a line out of a draft",
)
def removed(request: HttpRequest, pk: RecordId, quoted_id: RecordId) -> HttpResponse:
    """One line less."""
    quote = _quote(request, pk, "write")
    line = _line(quote, quoted_id)
    remove_quote_line(quote, line.pk, actor=request.actor, at=clock.now())  # type: ignore[attr-defined]
    return HttpResponse(status=204)


def _quote(request: HttpRequest, pk: int, mode: str) -> Quote:
    described = kind("quote")
    scoped(request, described, mode)
    request.actor.require("see", "quote")  # type: ignore[attr-defined]
    quote: Quote = found(described, request, pk)
    return quote


def _line(quote: Quote, line_id: int) -> QuoteLine:
    line: QuoteLine | None = quote.lines.filter(pk=line_id).first()
    if line is None:
        raise Http404
    return line


def _kept(line: QuoteLine, sent: dict[str, Any]) -> dict[str, Any]:
    """What a line is to say: what was sent, and beside it what stands there."""
    values = {"product": line.product_id, **{name: getattr(line, name) for name in KEPT}}
    if sent.get("product") not in (None, line.product_id):
        values["text"] = values["price"] = None
    if "discount" in sent:
        values["price"] = None
    return values | sent


def _answer(quote: Quote, line_id: int, status: int = 200) -> HttpResponse:
    return answered(_written(_line(quote, line_id)), status)


def _written(line: QuoteLine) -> dict[str, Any]:
    discount = discount_of(line)
    amounts = {name: None if (value := getattr(line, name)) is None else str(value) for name in AMOUNTS}
    return {
        "id": line.pk,
        "position": line.position,
        "product": line.product_id,
        "text": line.text,
        "reason": line.reason,
        "parts": line.parts,
        "discount": None if discount is None else str(discount),
        **amounts,
    }
