"""What is in a bundle."""

from collections import defaultdict
from collections.abc import Collection

from guanxi.commerce.models import Part


def parts_of(product_ids: Collection[int]) -> dict[int, list[Part]]:
    """The parts of those products that are bundles, with their products: one query."""
    found: dict[int, list[Part]] = defaultdict(list)
    for one in Part.objects.filter(bundle__in=product_ids).select_related("product").order_by("pk"):
        found[one.bundle_id].append(one)
    return dict(found)


def bundled(product_ids: Collection[int]) -> tuple[set[int], set[int]]:
    """Which of these products are bundles, and which are in one."""
    rows = Part.objects.filter(bundle__in=product_ids).values_list("bundle_id", flat=True)
    inside = Part.objects.filter(product__in=product_ids).values_list("product_id", flat=True)
    return {*rows}, {*inside}
