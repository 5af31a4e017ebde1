from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.contracts.models.contract import Contract
from guanxi.contracts.models.parts import ALIVE, link, minor, money
from guanxi.core.rows import Row


class BillingTitle(Row):
    """In what name, and with which tax number, a customer wants invoices (发票抬头)."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+", db_index=False)
    title = models.CharField(max_length=200)
    tax_number = models.CharField(max_length=40, blank=True, default="", db_default="")
    address = models.CharField(max_length=300, blank=True, default="", db_default="")
    phone = models.CharField(max_length=40, blank=True, default="", db_default="")
    bank = models.CharField(max_length=120, blank=True, default="", db_default="")
    account = models.CharField(max_length=60, blank=True, default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=["customer", "id"], name="title_of_customer")]
        constraints = [
            models.UniqueConstraint(fields=["customer", "title"], name="title_once", condition=ALIVE),
            models.CheckConstraint(name="title_given", condition=~models.Q(title="")),
        ]

    def __str__(self) -> str:
        return self.title


class Invoice(Row):
    """An invoice for a contract, with the title as it stood on that day. It is never deleted, only made void."""

    class Kind(models.TextChoices):
        """What tax law calls it."""

        SPECIAL = "special", _("VAT special invoice")
        ORDINARY = "ordinary", _("VAT ordinary invoice")
        OTHER = "other", pgettext_lazy("invoice", "Other")

    class Status(models.TextChoices):
        """Whether it counts."""

        ISSUED = "issued", pgettext_lazy("invoice", "Issued")
        VOID = "void", pgettext_lazy("invoice", "Void")

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = link("customers.Customer")
    number = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.SPECIAL, db_default="special")
    title = models.CharField(max_length=200)
    tax_number = models.CharField(max_length=40, blank=True, default="", db_default="")
    amount = money()
    amount_minor = minor(models.F("amount"))
    currency = models.CharField(max_length=3)
    issued_on = models.DateField()
    note = models.CharField(max_length=300, blank=True, default="", db_default="")
    status = models.CharField(max_length=6, choices=Status, default=Status.ISSUED, db_default="issued")
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["contract", "-issued_on", "-id"], name="invoice_of_contract"),
            models.Index(fields=["customer", "-issued_on", "-id"], name="invoice_of_customer"),
            models.Index(fields=["-issued_on", "-id"], name="invoice_by_day", condition=ALIVE),
            models.Index(fields=["currency", "amount_minor", "id"], name="invoice_by_amount", condition=ALIVE),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], name="invoice_number", condition=ALIVE & models.Q(status="issued")
            ),
            models.CheckConstraint(name="invoice_amount", condition=models.Q(amount__gt=0)),
            models.CheckConstraint(
                name="invoice_void",
                condition=models.Q(status="issued", voided_at=None)
                | (models.Q(status="void", voided_at__isnull=False) & ~models.Q(void_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number
