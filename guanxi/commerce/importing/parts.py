"""Parts of bundles from files."""

from decimal import Decimal

from guanxi.commerce.importing.prices import LARGEST, UNITS, Taken, settle
from guanxi.commerce.models import Part
from guanxi.commerce.queries.part import bundled
from guanxi.commerce.queries.product import bare, products_named
from guanxi.intake.loading import Batch


def load_parts(batch: Batch) -> None:
    """One part a row: the bundle, the product in it, and how many."""
    rows = batch.good()
    named = products_named({row.values[name] for row in rows for name in ("bundle", "product")})
    bundles, inside = bundled({*named.values()})
    taken: list[Taken] = []
    for row in rows:
        quantity = row.values.get("quantity", Decimal(1))
        if not 0 < quantity < LARGEST or quantity != quantity.quantize(UNITS):
            batch.reject(row, "quantity", "quantity_range", value=str(quantity))
        for name in ("bundle", "product"):
            if bare(row.values[name]) not in named:
                batch.reject(row, name, "product_unknown", value=row.values[name])
        if batch.rejected(row):
            continue
        bundle, product = (named[bare(row.values[name])] for name in ("bundle", "product"))
        if bundle == product:
            batch.reject(row, "product", "part_itself")
        elif product in bundles:
            batch.reject(row, "product", "part_is_bundle", value=row.values["product"])
        elif bundle in inside:
            batch.reject(row, "bundle", "bundle_is_part", value=row.values["bundle"])
        else:
            bundles.add(bundle)
            inside.add(product)
            title = f"{row.values['bundle']}: {row.values['product']}"
            taken.append((row, (bundle, product), {"quantity": quantity}, title))
    keys = [key for _row, key, _said, _title in taken]
    there = Part.objects.filter(bundle__in={key[0] for key in keys}, product__in={key[1] for key in keys})
    known = {(one.bundle_id, one.product_id): one for one in there.select_for_update(of=("self",)).order_by("pk")}
    fresh, changed = settle(batch, taken, known, lambda key: Part(bundle_id=key[0], product_id=key[1]))
    Part.objects.bulk_create(fresh, batch_size=2000)
    Part.objects.bulk_update(changed, ["quantity"], batch_size=1000)
