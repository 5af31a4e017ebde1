from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models.functions import Cast, Round
from django.utils.translation import pgettext_lazy

from guanxi.commerce.models import Tax
from guanxi.core.rows import Row

ALIVE = models.Q(deleted_at=None)


class Quote(Row):
    """What a customer is offered, at which prices, until when. Only a draft changes; what was sent is kept as it went out."""

    class Status(models.TextChoices):
        """What became of it; a sent one past its day has expired, which no column needs to say."""

        DRAFT = "draft", pgettext_lazy("quote", "Draft")
        SENT = "sent", pgettext_lazy("quote", "Sent")
        ACCEPTED = "accepted", pgettext_lazy("quote", "Accepted")
        DECLINED = "declined", pgettext_lazy("quote", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("quote", "Withdrawn")

    number = models.CharField(max_length=20, unique=True, editable=False)
    version = models.PositiveSmallIntegerField(default=1, db_default=1)
    # not null where somebody sees it: a colleague may own the quote and not see the customer
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    contact = models.ForeignKey(
        "customers.Contact", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    opportunity = models.ForeignKey(
        "sales.Opportunity", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    book = models.ForeignKey(
        "commerce.PriceBook", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT, db_default="draft")
    subject = models.CharField(max_length=200, blank=True, default="", db_default="")
    currency = models.CharField(max_length=3)
    tax = models.CharField(max_length=8, choices=Tax, default=Tax.ADDED, db_default="added")
    tax_rate = models.DecimalField(max_digits=6, decimal_places=3, default=0, db_default=0)  # percent
    valid_until = models.DateField()
    terms = models.TextField(blank=True, default="", db_default="")
    # off the whole, one of both, and why it is more than the role of whoever gives it allows
    discount_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    discount_amount = models.DecimalField(max_digits=18, decimal_places=3, null=True)
    discount_reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    net = models.DecimalField(max_digits=18, decimal_places=3, default=0, db_default=0)
    tax_amount = models.DecimalField(max_digits=18, decimal_places=3, default=0, db_default=0)
    total = models.DecimalField(max_digits=18, decimal_places=3, default=0, db_default=0)
    # what lists sort and filter by: see `core.kinds.Field.minor`
    total_minor = models.GeneratedField(
        expression=Cast(models.F("total") * 1000, models.BigIntegerField()),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-id"], name="quote_of_customer"),
            models.Index(fields=["opportunity", "-id"], name="quote_of_opportunity"),
            models.Index(fields=["owner", "-created_at", "-id"], name="quote_of_owner", condition=ALIVE),
            models.Index(fields=["-created_at", "-id"], name="quote_by_created", condition=ALIVE),
            models.Index(fields=["valid_until", "id"], name="quote_by_until", condition=ALIVE),
            models.Index(fields=["status", "valid_until", "id"], name="quote_by_status", condition=ALIVE),
            models.Index(fields=["currency", "total_minor", "id"], name="quote_by_total", condition=ALIVE),
            models.Index(
                fields=["owner", "valid_until", "id"], name="quote_waiting", condition=ALIVE & models.Q(status="sent")
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def included(self) -> bool:
        """Whether its prices hold the tax."""
        return self.tax == Tax.INCLUDED


class QuoteLine(models.Model):
    """A product, or something in words, at a price; the amounts stand here as they were rounded."""

    id = models.BigAutoField(primary_key=True)
    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    product = models.ForeignKey(
        "commerce.Product", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    text = models.CharField(max_length=300)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    list_price = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    price = models.DecimalField(max_digits=18, decimal_places=4)  # of one, after a discount in percent
    off = models.DecimalField(max_digits=18, decimal_places=3, default=0, db_default=0)  # an amount off the line
    share = models.DecimalField(
        max_digits=18, decimal_places=3, default=0, db_default=0
    )  # of the discount on the whole
    # of one, after every discount: what floor, margin, approval and other quotes are compared with
    final_price = models.GeneratedField(
        expression=Round(
            models.F("price") - (models.F("off") + models.F("share")) / models.F("quantity"), precision=4,
            output_field=models.DecimalField(max_digits=18, decimal_places=4),
        ),
        output_field=models.DecimalField(max_digits=18, decimal_places=4),
        db_persist=True,
    )  # fmt: skip
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")  # of a large discount
    # of a bundle, as it was when the line was written: [{code, name, quantity}], of one
    parts = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    tax_rate = models.DecimalField(max_digits=6, decimal_places=3)
    net = models.DecimalField(max_digits=18, decimal_places=3)
    tax_amount = models.DecimalField(max_digits=18, decimal_places=3)
    total = models.DecimalField(max_digits=18, decimal_places=3)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["quote", "position"], name="quote_line_position")]

    def __str__(self) -> str:
        return self.text

    def amount(self, *, before: bool = False) -> Decimal:
        """What it costs by its prices, with tax where they hold it; `before` the discount on the whole."""
        made: Decimal = self.total if self.quote.included else self.net
        return made + self.share if before else made


class QuoteCopy(models.Model):
    """A version as it was sent: the figures, and the pages in both languages. Never changed."""

    id = models.BigAutoField(primary_key=True)
    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="copies", db_index=False)
    version = models.PositiveSmallIntegerField()
    data = models.JSONField()
    pages = models.JSONField()  # language: HTML
    valid_until = models.DateField()
    reason = models.TextField(blank=True, default="", db_default="")  # why it differs from another valid quote
    at = models.DateTimeField()
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["quote", "version"], name="quote_copy_once")]

    def __str__(self) -> str:
        return f"{self.quote_id}/{self.version}"


class QuoteOpening(models.Model):
    """When the page of a copy was first loaded by somebody who is not signed in: the customer, or a program that checks his mails."""

    copy = models.OneToOneField(QuoteCopy, on_delete=models.CASCADE, primary_key=True, related_name="opening")
    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="openings", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["quote"], name="opening_of_quote")]

    def __str__(self) -> str:
        return f"{self.copy_id}: {self.at}"


class QuoteAnswer(models.Model):
    """What the customer answered to a copy, by its page or told to a member. Never changed."""

    id = models.BigAutoField(primary_key=True)
    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="answers", db_index=False)
    copy = models.OneToOneField(QuoteCopy, on_delete=models.CASCADE, related_name="answer")
    accepted = models.BooleanField()
    name = models.CharField(max_length=120)
    note = models.TextField(blank=True, default="", db_default="")
    at = models.DateTimeField()
    # who wrote it down; nobody where the customer answered himself
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=["quote", "-id"], name="answer_of_quote")]

    def __str__(self) -> str:
        return self.name


class QuoteYear(models.Model):
    """The last number given to a quote in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
