from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.core.rows import Row
from guanxi.sales.models.pipeline import Stage

ALIVE = models.Q(deleted_at=None)


class Opportunity(Row):
    """Something that a customer may buy. `pipeline` and `stage` are keys; `state` is the kind of its stage."""

    class Lost(models.TextChoices):
        """With whom the reason lay."""

        CUSTOMER = "customer", _("The customer's reason")
        US = "us", _("Our reason")
        THIRD = "third", _("A third party's reason")

    class Category(models.TextChoices):
        """Where the seller puts it in the forecast."""

        COMMIT = "commit", pgettext_lazy("forecast", "Commit")
        BEST = "best", pgettext_lazy("forecast", "Best case")
        LEFT_OUT = "left_out", pgettext_lazy("forecast", "Left out")

    name = models.CharField(max_length=200)
    reference = models.CharField(max_length=80, blank=True, default="", db_default="")
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    contact = models.ForeignKey(
        "customers.Contact", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    # plain keys with foreign keys in the database (sql/protect.sql): lists, history and programs show them as they are
    pipeline = models.CharField(max_length=24)
    stage = models.CharField(max_length=24)
    state = models.CharField(max_length=4, choices=Stage.Kind, default=Stage.Kind.OPEN, db_default="open")
    stage_since = models.DateTimeField()
    furthest = models.CharField(max_length=24, blank=True, default="", db_default="")  # see `rules.furthest`
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    # what lists sort and filter by: see `core.kinds.Field.minor`
    amount_minor = models.GeneratedField(
        expression=Cast(models.F("amount") * 100, models.BigIntegerField()),
        output_field=models.BigIntegerField(),
        db_persist=True,
        null=True,
    )
    currency = models.CharField(max_length=3, blank=True, default="", db_default="")
    probability = models.PositiveSmallIntegerField(null=True)  # percent, the seller's own figure
    # the seller's own; without one see `rules.COMMITTED_FROM`
    category = models.CharField(max_length=8, choices=Category, blank=True, default="", db_default="")
    source = models.CharField(max_length=80, blank=True, default="", db_default="")
    opened_on = models.DateField(null=True)  # none: imported from a file that knows such days and not this one's
    expected_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    loss_by = models.CharField(max_length=8, choices=Lost, blank=True, default="", db_default="")
    loss_note = models.TextField(blank=True, default="", db_default="")
    # MAN, as it stands; who said so and why is in `Judgement`
    money = models.CharField(max_length=6, blank=True, default="", db_default="")
    authority = models.CharField(max_length=6, blank=True, default="", db_default="")
    need = models.CharField(max_length=6, blank=True, default="", db_default="")
    next_step = models.CharField(max_length=300, blank=True, default="", db_default="")
    next_at = models.DateTimeField(null=True)
    # whether it has `Share`s: sums by credit read these few alone
    is_split = models.BooleanField(default=False, db_default=False, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-id"], name="opportunity_of_customer"),
            models.Index(fields=["owner", "-created_at", "-id"], name="opportunity_of_owner", condition=ALIVE),
            models.Index(
                fields=["owner", "state", "-created_at", "-id"], name="opportunity_state_owner", condition=ALIVE
            ),
            models.Index(
                fields=["owner", "state", "expected_on", "id"], name="opportunity_due_of_owner", condition=ALIVE
            ),
            models.Index(fields=["-created_at", "-id"], name="opportunity_by_created", condition=ALIVE),
            models.Index(fields=["state", "-created_at", "-id"], name="opportunity_by_state", condition=ALIVE),
            models.Index(fields=["opened_on", "id"], name="opportunity_by_opened", condition=ALIVE),
            models.Index(
                fields=["-closed_on", "-id"],
                name="opportunity_by_closed",
                condition=ALIVE & models.Q(closed_on__isnull=False),
            ),
            models.Index(fields=["expected_on", "id"], name="opportunity_by_expected", condition=ALIVE),
            models.Index(fields=["state", "expected_on", "id"], name="opportunity_open_expected", condition=ALIVE),
            models.Index(fields=["currency", "amount_minor", "id"], name="opportunity_by_amount", condition=ALIVE),
            models.Index(fields=["stage", "-stage_since", "-id"], name="opportunity_board", condition=ALIVE),
            models.Index(
                fields=["owner", "stage", "-stage_since", "-id"], name="opportunity_board_owner", condition=ALIVE
            ),
            models.Index(
                fields=["owner", "next_at", "id"], name="opportunity_next", condition=ALIVE & models.Q(state="open")
            ),
            models.Index(
                fields=["owner", "stage_since", "id"],
                name="opportunity_without_next",
                condition=ALIVE & models.Q(state="open", next_step="", next_at__isnull=True),
            ),
            models.Index(
                fields=["closed_on"],
                name="opportunity_split_won",
                condition=ALIVE & models.Q(is_split=True, state="won"),
            ),
            models.Index(
                fields=["expected_on"],
                name="opportunity_split_open",
                condition=ALIVE & models.Q(is_split=True, state="open"),
            ),
            models.Index(fields=["import_id"], name="opportunity_import", condition=models.Q(import_id__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reference"], name="opportunity_reference", condition=ALIVE & ~models.Q(reference="")
            ),
            models.CheckConstraint(
                name="opportunity_closed",
                condition=models.Q(state="open", closed_on=None) | ~models.Q(state="open") & ~models.Q(closed_on=None),
            ),
            models.CheckConstraint(
                name="opportunity_probability", condition=models.Q(probability=None) | models.Q(probability__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Line(models.Model):
    """A product that an opportunity is about."""

    id = models.BigAutoField(primary_key=True)
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey("commerce.Product", on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.DecimalField(max_digits=14, decimal_places=3, default=1)
    price = models.DecimalField(max_digits=18, decimal_places=4, null=True)  # of one, in the opportunity's currency

    class Meta:
        indexes = [models.Index(fields=["product"], name="opportunity_line_product")]

    def __str__(self) -> str:
        return f"{self.product_id} × {self.quantity}"

    @property
    def amount(self) -> Decimal | None:
        """Quantity times unit price, where there is one."""
        return None if self.price is None else self.quantity * self.price
