from django.db import models
from django.db.models.functions import Cast, Lower

from guanxi.core.rows import Row


def _bare(column: str) -> Lower:
    """A column without spaces and case, as files are searched for it; the indexes below hold the same."""
    spaceless = models.Func(
        models.F(column), models.Value(r"\s"), models.Value(""), models.Value("g"), function="regexp_replace",
        output_field=models.CharField(),
    )  # fmt: skip
    return Lower(spaceless)


BARE_NAME, BARE_CODE = _bare("name"), _bare("code")


class Product(Row):
    """Something that is sold, known by its code."""

    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    name_sort = models.CharField(max_length=240, editable=False)
    series = models.CharField(max_length=80, blank=True, default="", db_default="")
    price = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    # what lists sort and filter by: see `core.kinds.Field.minor`
    price_minor = models.GeneratedField(
        expression=Cast(models.F("price") * 10_000, models.BigIntegerField()),
        output_field=models.BigIntegerField(),
        db_persist=True,
        null=True,
    )
    currency = models.CharField(max_length=3, blank=True, default="", db_default="")
    # of a bundle without a price of its own: percent off the sum of its parts
    parts_discount = models.DecimalField(max_digits=5, decimal_places=2, default=0, db_default=0)

    class Meta:
        indexes = [
            models.Index(fields=["name_sort", "id"], name="product_by_name", condition=models.Q(deleted_at=None)),
            models.Index(fields=["-created_at", "-id"], name="product_by_created", condition=models.Q(deleted_at=None)),
            models.Index(
                fields=["currency", "price_minor", "id"], name="product_by_price", condition=models.Q(deleted_at=None)
            ),
            models.Index(BARE_NAME, name="product_bare_name", condition=models.Q(deleted_at=None)),
            models.Index(BARE_CODE, name="product_bare_code", condition=models.Q(deleted_at=None)),
            models.Index(fields=["import_id"], name="product_import", condition=models.Q(import_id__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="product_code", condition=models.Q(deleted_at=None))
        ]

    def __str__(self) -> str:
        return self.name
