from django.db import models


class Proposing(models.Model):
    """One pass over all customers that writes their first steps; `after` is the last customer it came to."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    after = models.BigIntegerField(default=0, db_default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-ended_at"], name="proposing_latest", condition=models.Q(ended_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Proposal(models.Model):
    """The first step with a customer as of the latest pass (`nextstep`): its kind and key, and what is at stake in the company's currency.

    It says who stands where in the list of next steps; what a step says is read when it is shown. `owner_id` follows the customer.
    """

    customer = models.OneToOneField("customers.Customer", on_delete=models.CASCADE, related_name="+", primary_key=True)
    owner_id = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=40)
    place = models.PositiveSmallIntegerField()  # of the kind, in `nextstep.ORDER`
    stake = models.DecimalField(max_digits=20, decimal_places=2)  # 0 where no money is known

    class Meta:
        indexes = [
            models.Index(fields=["owner_id", "-stake", "place", "customer"], name="proposal_of_owner"),
            models.Index(fields=["owner_id", "kind", "-stake", "customer"], name="proposal_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.stake}"
