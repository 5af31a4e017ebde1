from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.core.rows import Row

ALIVE = models.Q(deleted_at=None)


class Customer(Row):
    """A company or a person, once, with a stage of life; everything else hangs on it."""

    class Type(models.TextChoices):
        """What the customer is."""

        COMPANY = "company", _("Company")
        PERSON = "person", _("Person")

    class Stage(models.TextChoices):
        """Where the relationship stands."""

        LEAD = "lead", pgettext_lazy("stage", "Lead")
        PROSPECT = "prospect", _("Prospect")
        CUSTOMER = "customer", pgettext_lazy("stage", "Customer")
        LAPSED = "lapsed", _("Lapsed")

    class Size(models.TextChoices):
        """Employees, in the bands the field uses."""

        MICRO = "1-9", "1–9"
        SMALL = "10-49", "10–49"
        MIDDLE = "50-249", "50–249"
        LARGE = "250-999", "250–999"
        HUGE = "1000+", "1,000+"

    type = models.CharField(max_length=8, choices=Type, default=Type.COMPANY, db_default="company")
    name = models.CharField(max_length=200)
    # pinyin of the name, so that names sort as Chinese readers expect on a server without zh collations
    name_sort = models.CharField(max_length=240, editable=False)
    # what duplicates have in common: without case, spaces, punctuation and legal form (sql/names.sql)
    name_key = models.GeneratedField(
        expression=models.Func(models.F("name"), function="customers_name_key"),
        output_field=models.CharField(max_length=200),
        db_persist=True,
    )
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.LEAD, db_default="lead")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children", db_index=False)
    reference = models.CharField(max_length=80, null=True)  # the customer's number in the company's other systems
    source = models.CharField(max_length=80, blank=True, default="", db_default="")
    industry = models.CharField(max_length=80, blank=True, default="", db_default="")
    size = models.CharField(max_length=8, choices=Size, blank=True, default="", db_default="")
    revenue = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True, default="", db_default="")
    founded = models.SmallIntegerField(null=True)
    country = models.CharField(max_length=80, blank=True, default="", db_default="")
    city = models.CharField(max_length=80, blank=True, default="", db_default="")
    website = models.CharField(max_length=300, blank=True, default="", db_default="")
    note = models.TextField(blank=True, default="", db_default="")
    tags = ArrayField(models.CharField(max_length=40), default=list, db_default=models.Value("{}"))
    last_contact_at = models.DateTimeField(null=True, editable=False)
    next_contact_at = models.DateTimeField(null=True)
    next_step = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        indexes = [
            # a page of a narrow data scope is read owner by owner (ui.lists.perowner)
            models.Index(fields=["owner", "-created_at", "-id"], name="customer_of_owner", condition=ALIVE),
            models.Index(fields=["name_sort", "id"], name="customer_by_name", condition=ALIVE),
            models.Index(fields=["-created_at", "-id"], name="customer_by_created", condition=ALIVE),
            models.Index(fields=["-last_contact_at", "-id"], name="customer_by_contact", condition=ALIVE),
            models.Index(fields=["name_key"], name="customer_by_key", condition=ALIVE),
            models.Index(fields=["next_contact_at", "id"], name="customer_by_next", condition=ALIVE),
            models.Index(
                fields=["owner", "next_contact_at"],
                name="customer_next_contact",
                condition=models.Q(deleted_at=None, next_contact_at__isnull=False),
            ),
            models.Index(fields=["parent"], name="customer_parent", condition=models.Q(parent__isnull=False)),
            models.Index(fields=["import_id"], name="customer_import", condition=models.Q(import_id__isnull=False)),
            models.Index(fields=["-deleted_at"], name="customer_bin", condition=models.Q(deleted_at__isnull=False)),
            GinIndex(fields=["tags"], name="customer_tags"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reference"], name="customer_reference", condition=models.Q(deleted_at=None)
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="customer_has_name"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="customer_not_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name
