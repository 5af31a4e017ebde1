from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from guanxi.contracts.models.parts import ALIVE, link, minor, money
from guanxi.core.rows import Row

OWED = models.Case(
    models.When(status__in=["active", "ended"], then=models.F("amount") - models.F("received")),
    default=models.Value(0),
    output_field=models.DecimalField(max_digits=18, decimal_places=2),
)


class Contract(Row):
    """What a customer signed, and what he has to pay for it.

    `received`, `next_due_on` and the `received` of the instalments are what the ledger of payments says; the database
    adds it up (sql/settle.sql), nobody else writes them.
    """

    class Status(models.TextChoices):
        """What became of it. What was signed and is not void is owed, also after its end."""

        DRAFT = "draft", pgettext_lazy("contract", "Draft")
        ACTIVE = "active", pgettext_lazy("contract", "Active")
        ENDED = "ended", pgettext_lazy("contract", "Ended")
        VOID = "void", pgettext_lazy("contract", "Void")

    number = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    customer = link("customers.Customer")
    owner = link(settings.AUTH_USER_MODEL)
    opportunity = link("sales.Opportunity", on_delete=models.SET_NULL)
    quote = link("sales.Quote", on_delete=models.SET_NULL)  # that the customer accepted
    quoted = models.JSONField(null=True, editable=False)  # what that one said (approving.quoted_of)
    status = models.CharField(max_length=6, choices=Status, default=Status.DRAFT, db_default="draft")
    amount = money()
    amount_minor = minor(models.F("amount"))
    currency = models.CharField(max_length=3)
    received = money(default=0, db_default=0, editable=False)
    received_minor = minor(models.F("received"))
    owed = models.GeneratedField(
        expression=OWED, output_field=models.DecimalField(max_digits=18, decimal_places=2), db_persist=True
    )
    owed_minor = minor(OWED)
    next_due_on = models.DateField(null=True, editable=False)  # of the first instalment that is not paid whole
    signed_on = models.DateField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    warn_days = models.PositiveSmallIntegerField(null=True, default=30, db_default=30)  # before it ends
    warn_on = models.DateField(null=True, editable=False)  # when its owner is to be told; empty once he was
    terms = models.TextField(blank=True, default="", db_default="")
    note = models.TextField(blank=True, default="", db_default="")
    void_reason = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["customer", "next_due_on", "id"], name="contract_of_customer"),
            models.Index(fields=["owner", "-created_at", "-id"], name="contract_of_owner", condition=ALIVE),
            models.Index(fields=["-created_at", "-id"], name="contract_by_created", condition=ALIVE),
            models.Index(fields=["status", "-created_at", "-id"], name="contract_by_status", condition=ALIVE),
            models.Index(fields=["next_due_on", "id"], name="contract_by_due", condition=ALIVE),
            models.Index(
                fields=["owner", "next_due_on", "id"],
                name="contract_owner_due",
                condition=ALIVE & models.Q(next_due_on__isnull=False),
            ),
            models.Index(fields=["ends_on", "id"], name="contract_by_end", condition=ALIVE),
            models.Index(
                fields=["owner", "ends_on", "id"],
                name="contract_owner_end",
                condition=ALIVE & models.Q(status="active"),
            ),
            models.Index(fields=["currency", "amount_minor", "id"], name="contract_by_amount", condition=ALIVE),
            models.Index(fields=["currency", "owed_minor", "id"], name="contract_by_owed", condition=ALIVE),
            models.Index(
                fields=["warn_on"], name="contract_to_warn", condition=ALIVE & models.Q(warn_on__isnull=False)
            ),
            models.Index(
                fields=["opportunity"],
                name="contract_of_opportunity",
                condition=models.Q(opportunity__isnull=False),
            ),
            models.Index(fields=["quote"], name="contract_of_quote", condition=models.Q(quote__isnull=False)),
            models.Index(fields=["import_id"], name="contract_import", condition=models.Q(import_id__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="contract_number", condition=ALIVE),
            models.CheckConstraint(
                name="contract_received",
                condition=models.Q(received__gte=0, received__lte=models.F("amount"), amount__gt=0),
            ),
            models.CheckConstraint(
                name="contract_unsigned", condition=models.Q(status__in=["active", "ended"]) | models.Q(received=0)
            ),
            models.CheckConstraint(
                name="contract_signed",
                condition=models.Q(status__in=["draft", "void"]) | models.Q(signed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="contract_span",
                condition=models.Q(starts_on=None)
                | models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}" if self.name != self.number else self.number

    @property
    def is_owed(self) -> bool:
        """Whether money is asked for it: it was signed and is not void."""
        return self.status in {self.Status.ACTIVE, self.Status.ENDED}


class Instalment(models.Model):
    """A part of a contract's amount, and the day on which it is to be paid."""

    id = models.BigAutoField(primary_key=True)
    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="instalments", db_index=False)
    name = models.CharField(max_length=80, blank=True, default="", db_default="")
    due_on = models.DateField()
    amount = money()
    received = money(default=0, db_default=0, editable=False)
    told = models.BooleanField(default=False, db_default=False, editable=False)  # that its day has passed

    class Meta:
        indexes = [
            models.Index(fields=["contract", "due_on", "id"], name="instalment_of_contract"),
            models.Index(
                fields=["due_on", "id"],
                name="instalment_to_tell",
                condition=models.Q(told=False, received__lt=models.F("amount")),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="instalment_received",
                condition=models.Q(received__gte=0, received__lte=models.F("amount"), amount__gt=0),
            )
        ]

    def __str__(self) -> str:
        return f"{self.due_on}: {self.amount}"

    @property
    def left(self) -> Decimal:
        """What is still to be paid of it."""
        return Decimal(self.amount - self.received)
