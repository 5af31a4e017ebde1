"""Which imports, mappings and rejected rows an actor works with."""

from collections.abc import Collection, Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse

from guanxi.core.actor import Actor
from guanxi.intake.models import Import, Mapping, RejectedRow

PAGE = 50


def imports(actor: Actor) -> QuerySet[Import]:
    """The member's own imports; administrators of imports see everybody's (row-level security decides)."""
    actor.require("create", "import")
    return Import.objects.select_related("upload", "work", "member").order_by("-pk")


def is_file_coming_in() -> bool:
    """Whether an import goes on: what is reckoned from records waits for it. Asked by the system."""
    return Import.objects.filter(state=Import.State.RUNNING).exists()


def rejected(run: Import, *, after: int = 0) -> list[RejectedRow]:
    """One page of open rejected rows after a row number, and one more to tell whether the next page has any."""
    rows = RejectedRow.objects.filter(run=run, state=RejectedRow.State.OPEN, number__gt=after)
    return list(rows.order_by("number")[: PAGE + 1])


def mappings(actor: Actor) -> QuerySet[Mapping]:
    """Saved mappings, the member's own and shared ones, by name."""
    actor.require("create", "import")
    mine = Q(member_id=actor.member_id) | Q(shared=True)
    return Mapping.objects.filter(mine).select_related("member").order_by("name", "pk")


def fitting_mappings(target: str, header: Sequence[str], actor: Actor) -> list[Mapping]:
    """Saved mappings of a target, the member's own and shared ones, whose columns this file has."""
    known = set(header)
    return [one for one in mappings(actor).filter(target=target) if known.issuperset(one.header)]


def named(ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """File name and address of the imports the acting member may see."""
    rows = Import.objects.filter(pk__in=[int(one) for one in ids if one.isdecimal()])
    return {str(pk): (name, reverse("import", args=[pk])) for pk, name in rows.values_list("pk", "upload__name")}
