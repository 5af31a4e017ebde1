from django.db import models

# By these lists are sorted; others are not in that index, so that replacing them every day touches no index at all.
SORTED = ("alive", "contract", "influence", "information", "lifetime", "weighed")


class Fact(models.Model):
    """Something learnt about a customer and written down, by name: a number with its unit and bounds, or a word.

    `source` is the package that learnt it, `as_of` the moment for which it holds. The newest replaces the one before, whose
    word stays in `was`. Written in bulk, by the system alone.
    """

    pk = models.CompositePrimaryKey("customer_id", "name")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=40)
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    word = models.CharField(max_length=40, default="", db_default="")
    was = models.CharField(max_length=40, default="", db_default="")
    unit = models.CharField(max_length=12, default="", db_default="")  # a currency, "share", "purchases" …
    source = models.CharField(max_length=40)
    as_of = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["name", "word", "customer"], name="fact_by_word", condition=~models.Q(word="")),
            models.Index(
                fields=["name", "unit", "value", "customer"],
                name="fact_by_value",
                condition=models.Q(name__in=SORTED, value__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.word or self.value}"
