from django.db import models


class Buyer(models.Model):
    """What a customer bought in one currency, summed up from his orders up to the day of the last run.

    Days on which he bought are purchases, however many orders were written on one; cancelled orders are none. `spent` is what
    purchases brought, `again` of that all but the first day's; `returned` are negative orders, which reduce none of both.
    """

    pk = models.CompositePrimaryKey("customer_id", "currency")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", db_index=False)
    currency = models.CharField(max_length=3)
    first_on = models.DateField()
    last_on = models.DateField()
    days = models.IntegerField()
    orders = models.IntegerField()
    spent = models.DecimalField(max_digits=18, decimal_places=2)
    again = models.DecimalField(max_digits=18, decimal_places=2)
    returned = models.DecimalField(max_digits=18, decimal_places=2)
    is_main = models.BooleanField()  # the currency in which he bought most often: the models are about that one

    class Meta:
        indexes = [models.Index(fields=["customer"], name="buyer_main", condition=models.Q(is_main=True))]

    def __str__(self) -> str:
        return f"{self.days} × {self.currency}"
