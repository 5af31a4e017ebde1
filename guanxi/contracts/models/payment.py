from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.contracts.models.contract import Contract, Instalment
from guanxi.contracts.models.parts import ALIVE, link, minor, money
from guanxi.core.rows import Row


class Payment(Row):
    """Money that came in for a contract. It is never deleted; what was wrong is made void, with a reason."""

    class Status(models.TextChoices):
        """Whether it counts."""

        RECEIVED = "received", pgettext_lazy("payment", "Received")
        VOID = "void", pgettext_lazy("payment", "Void")

    class Method(models.TextChoices):
        """The way it came."""

        TRANSFER = "transfer", _("Bank transfer")
        DRAFT = "draft", _("Bank draft")
        CHEQUE = "cheque", _("Cheque")
        CARD = "card", _("Card")
        ONLINE = "online", _("Online (Alipay, WeChat)")
        CASH = "cash", _("Cash")
        OTHER = "other", pgettext_lazy("payment", "Other")

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = link("customers.Customer")
    received_on = models.DateField()
    amount = money()
    amount_minor = minor(models.F("amount"))
    currency = models.CharField(max_length=3)
    method = models.CharField(max_length=8, choices=Method, default=Method.TRANSFER, db_default="transfer")
    reference = models.CharField(max_length=80, blank=True, default="", db_default="")
    note = models.CharField(max_length=300, blank=True, default="", db_default="")
    status = models.CharField(max_length=8, choices=Status, default=Status.RECEIVED, db_default="received")
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["contract", "-received_on", "-id"], name="payment_of_contract"),
            models.Index(fields=["customer", "-received_on", "-id"], name="payment_of_customer"),
            models.Index(fields=["-received_on", "-id"], name="payment_by_day", condition=ALIVE),
            models.Index(fields=["currency", "amount_minor", "id"], name="payment_by_amount", condition=ALIVE),
            models.Index(fields=["reference"], name="payment_reference", condition=~models.Q(reference="")),
            models.Index(fields=["import_id"], name="payment_import", condition=models.Q(import_id__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(name="payment_amount", condition=models.Q(amount__gt=0)),
            models.CheckConstraint(
                name="payment_void",
                condition=models.Q(status="received", voided_at=None)
                | (models.Q(status="void", voided_at__isnull=False) & ~models.Q(void_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.received_on} · {self.amount:,} {self.currency}"


class Allocation(models.Model):
    """How much of a payment is for which instalment; those of a payment add up to it. Void payments' do not count."""

    id = models.BigAutoField(primary_key=True)
    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="allocations", db_index=False)
    instalment = models.ForeignKey(Instalment, on_delete=models.CASCADE, related_name="+")
    amount = money()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "instalment"], name="allocation_once"),
            models.CheckConstraint(name="allocation_amount", condition=models.Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.instalment_id}: {self.amount}"
