"""What stands in the warehouse."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.analytics.models import Fill, Part
from guanxi.core.actor import acting_as_system
from guanxi.intake.models import Import
from guanxi.intake.queries.imports import is_file_coming_in

LABELS: dict[str, str | Promise] = {
    "customers": _("Customers"),
    "products": _("Products"),
    "members": _("Members"),
    "orders": _("Orders"),
    "lines": _("Order lines"),
    "payments": _("Payments"),
    "instalments": _("Instalments"),
    "entries": _("Timeline entries"),
    "opportunities": _("Opportunities"),
    "moves": _("Stage changes"),
    "calendar": pgettext_lazy("warehouse", "Days with holidays"),
}


@dataclass(frozen=True, slots=True)
class Held:
    """A source in the warehouse: rows, files, when one was last written, and how many rows the last run compared."""

    name: str
    rows: int
    files: int
    at: datetime
    compared: int | None

    @property
    def label(self) -> str | Promise:
        """Its words."""
        return LABELS[self.name]


def latest_fill() -> Fill | None:
    """The last run that came to its end."""
    return Fill.objects.exclude(ended_at=None).order_by("-ended_at").first()


def is_behind() -> bool:
    """Whether a file comes in, or came in since the run began that filled the warehouse last: its figures are those of before.

    Whoever's file it is: it answers yes or no, and nothing of the file.
    """
    fill = latest_fill()
    with acting_as_system("behind"):
        return is_file_coming_in() or (fill is not None and Import.objects.filter(ended_at__gt=fill.at).exists())


def held(run: Fill | None) -> list[Held]:
    """Every source, in the order in which they are filled."""
    compared: dict[str, int] = run.compared if run else {}
    rows: Any = Part.objects.values("source").annotate(number=Sum("rows"), files=Count("pk"), at=Max("filled_at"))
    found = {
        one["source"]: Held(one["source"], one["number"], one["files"], one["at"], compared.get(one["source"]))
        for one in rows
    }
    return [found[name] for name in LABELS if name in found]


def listed() -> dict[str, list[str]]:
    """The files of every source; one query."""
    found: dict[str, list[str]] = {}
    for source, name in Part.objects.order_by("source", "part").values_list("source", "file"):
        found.setdefault(source, []).append(name)
    return found
