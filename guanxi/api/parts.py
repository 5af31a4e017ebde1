"""What is in a bundle: read, put in, changed, taken out, by the rules of the product's page."""

from decimal import Decimal
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from guanxi.api.routers import RecordId, answered, found, scoped
from guanxi.api.schemas import Id
from guanxi.commerce.actions.part import remove_part, set_part
from guanxi.commerce.models import Part, Product
from guanxi.commerce.queries.part import parts_of
from guanxi.core import clock
from guanxi.core.kinds import kind

router = Router(tags=["Products"])
Quantity = Annotated[Decimal, Field(max_digits=14, decimal_places=3)]


class ShownPart(Schema):
    """A product that is in a bundle, and how many of it are in one."""

    id: int
    product: int
    code: str
    name: str
    quantity: str


class ShownParts(Schema):
    """All of them; none, where the product is no bundle."""

    items: list[ShownPart]


class NewPart(Schema):
    """A product to put into the bundle; one that is in it already takes the new quantity."""

    model_config = ConfigDict(extra="forbid")

    product: Id
    quantity: Quantity = Decimal(1)


class ChangedPart(Schema):
    """How many of it are in one."""

    model_config = ConfigDict(extra="forbid")

    quantity: Quantity


@router.get("/products/{pk}/parts", response={200: ShownParts}, operation_id="list_part", summary="What is in a bundle")
def listed(request: HttpRequest, pk: RecordId) -> HttpResponse:
    """The parts, in the order in which they were put in."""
    bundle = _bundle(request, pk, "read")
    return answered({"items": [_written(one) for one in parts_of([bundle.pk]).get(bundle.pk, [])]})


@router.post(
    "/products/{pk}/parts", response={201: ShownPart}, operation_id="create_part", summary="Put a product into a bundle"
)
def added(request: HttpRequest, pk: RecordId, given: NewPart) -> HttpResponse:
    """Put a product in, or change how many of it are in one."""
    return _set(request, _bundle(request, pk, "write"), given.product, given.quantity, 201)


@router.patch(
    "/products/{pk}/parts/{part_id}",
    response={200: ShownPart},
    operation_id="change_part",
    summary="How many of it are in one",
)
def changed(request: HttpRequest, pk: RecordId, part_id: RecordId, given: ChangedPart) -> HttpResponse:
    """Change a part's quantity."""
    bundle = _bundle(request, pk, "write")
    part = Part.objects.filter(bundle=bundle, pk=part_id).first()
    if part is None:
        raise Http404
    return _set(request, bundle, part.product_id, given.quantity)


@router.delete(
    "/products/{pk}/parts/{part_id}",
    response={204: None},
    operation_id="delete_part",
    summary="Take a part out of a bundle",
)
def removed(request: HttpRequest, pk: RecordId, part_id: RecordId) -> HttpResponse:
    """One part less."""
    bundle = _bundle(request, pk, "write")
    if not remove_part(bundle, part_id, actor=request.actor, at=clock.now()):  # type: ignore[attr-defined]
        raise Http404
    return HttpResponse(status=204)


def _bundle(request: HttpRequest, pk: int, mode: str) -> Product:
    described = kind("product")
    scoped(request, described, mode)
    request.actor.require("see", "product")  # type: ignore[attr-defined]
    bundle: Product = found(described, request, pk)
    return bundle


def _set(request: HttpRequest, bundle: Product, product_id: int, quantity: Decimal, status: int = 200) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    part = set_part(bundle, product_id, quantity, actor=actor, at=clock.now())
    return answered(_written(Part.objects.select_related("product").get(pk=part.pk)), status)


def _written(part: Part) -> dict[str, Any]:
    product = part.product
    return {
        "id": part.pk,
        "product": product.pk,
        "code": product.code,
        "name": product.name,
        "quantity": str(part.quantity),
    }
