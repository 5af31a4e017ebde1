"""What figures can be split and narrowed by, and the facts: who sees their rows, and where a dimension finds its column."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TIME = ("day", "week", "month", "quarter", "year", "weekday", "holiday")
PAST = ("stage", "source", "industry")  # of the customer, as they stood when it happened


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something to split by. `masked` are the fields that a member must see whole to ask for it."""

    name: str
    label: str | Promise
    masked: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact. A row is seen with its customer (`seen` "customer") or by its owner's data scope; `needs` is a power beside.

    `customer`, `owner` and `moment` are its columns; without `owner` the customer's owner at that moment stands for it.
    `own` maps dimensions to columns of its own.
    """

    name: str
    needs: str
    seen: str
    customer: str = "customer_id"
    owner: str = ""
    moment: str = ""
    own: dict[str, str] = field(default_factory=dict)
    joins: tuple[str, ...] = ()

    @property
    def dimensions(self) -> tuple[str, ...]:
        """By what it can be split."""
        given = (*TIME, *self.own, *self.joins)
        return tuple(name for name in BY_NAME if name in given)


DIMENSIONS = (
    Dimension("day", pgettext_lazy("dimension", "Day")),
    Dimension("week", _("Week")),
    Dimension("month", _("Month")),
    Dimension("quarter", _("Quarter")),
    Dimension("year", _("Year")),
    Dimension("weekday", _("Day of the week")),
    Dimension("holiday", _("Working day or holiday")),
    Dimension("owner", _("Owner"), (("customer", "owner"), ("opportunity", "owner"))),
    Dimension("department", _("Department")),
    Dimension("stage", pgettext_lazy("customer", "Stage of the customer"), (("customer", "stage"),)),
    Dimension("source", _("Source"), (("customer", "source"), ("opportunity", "source"))),
    Dimension("industry", _("Industry"), (("customer", "industry"),)),
    Dimension("country", _("Country"), (("customer", "country"), ("order", "country"))),
    Dimension("product", _("Product")),
    Dimension("series", _("Series")),
    Dimension("channel", _("Channel")),
    Dimension("direction", _("Direction")),
    Dimension("pipeline", _("Pipeline")),
    Dimension("step", pgettext_lazy("opportunity", "Stage of the opportunity")),
    Dimension("method", _("Way of payment")),
    Dimension("currency", _("Currency")),
)
BY_NAME = {one.name: one for one in DIMENSIONS}
OWNED = ("owner", "department")
FACTS = {
    one.name: one
    for one in (
        Fact("orders", "order", "customer", moment="at", own={"country": "country", "currency": "currency"}, joins=(*OWNED, *PAST)),
        Fact("lines", "order", "customer", moment="at", own={"currency": "currency"}, joins=(*OWNED, *PAST, "product", "series")),
        Fact("customers", "customer", "customer", customer="id", owner="owner_id", own={one: one for one in (*PAST, "country")}, joins=OWNED),
        Fact("entries", "entry", "customer", moment="at", own={"channel": "channel", "direction": "direction"}, joins=(*OWNED, *PAST)),
        Fact(
            "opportunities", "opportunity", "opportunity", owner="owner_id",
            own={"source": "source", "pipeline": "pipeline", "step": "stage", "currency": "currency"}, joins=(*OWNED, "stage", "industry"),
        ),
        Fact("moves", "opportunity", "moves", own={"step": "to_stage"}),
        Fact(
            "payments", "payment", "contract", owner="owner_id", own={"method": "method", "currency": "currency"},
            joins=(*OWNED, "stage", "industry"),
        ),
        Fact("instalments", "contract", "contract", owner="owner_id", own={"currency": "currency"}, joins=(*OWNED, "stage", "industry")),
    )
}  # fmt: skip
