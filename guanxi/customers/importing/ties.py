"""Who leads to whom, from files: one tie a row, both customers known by number or name."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.kinds import Type
from guanxi.core.names import sort_key
from guanxi.customers.actions.tie import remove_ties
from guanxi.customers.models import Tie
from guanxi.customers.queries.customer import customers
from guanxi.customers.rules import may_edit
from guanxi.intake.loading import Batch
from guanxi.intake.targets import Key, Made, Target, TargetField, register

KINDS = (
    ("brought", ("brought", "Brought", "referred", "Referred", "referral", "介绍", "推荐", "转介绍")),
    ("supplies", ("supplies", "Supplies", "supplier", "供应", "供货", "供应商")),
)
FIELDS = (
    TargetField("giver", _("Who leads: customer or number"), aliases=("From", "Giver", "Referrer", "Supplier", "介绍人", "推荐人", "供应方", "供应商"), required=True, max_length=200),
    TargetField("kind", _("How"), Type.CHOICE, ("How", "Relation", "Kind", "关系", "关系类型"), required=True, choices=KINDS),
    TargetField("taker", _("To whom: customer or number"), aliases=("To", "Taker", "Referred customer", "Buyer", "被介绍人", "被推荐客户", "采购方", "下游客户"), required=True, max_length=200),
    TargetField("since", _("Since when"), Type.DATE, ("Since", "Date", "开始日期", "建立日期"), loose=True),
)  # fmt: skip


def load_ties(batch: Batch) -> None:
    """Write the chunk's ties; one that is known already is left as it is."""
    rows = batch.good()
    named = _named({row.values[name] for row in rows for name in ("giver", "taker")}, batch.actor)
    wanted: dict[tuple[int, int, str], tuple[Any, Any]] = {}
    for row in rows:
        ends = {}
        for name in ("giver", "taker"):
            found = named.get(row.values[name].casefold(), [])
            if len(found) == 1:
                ends[name] = found[0]
            else:
                batch.reject(row, name, "customer_ambiguous" if found else "customer_unknown", value=row.values[name])
        if len(ends) < 2:
            continue
        giver, taker = ends["giver"], ends["taker"]
        if giver.pk == taker.pk:
            batch.reject(row, "taker", "tie_itself")
        elif not may_edit(giver, batch.actor) and not may_edit(taker, batch.actor):
            batch.reject(row, "giver", "not_editable")
        else:
            wanted.setdefault((giver.pk, taker.pk, row.values["kind"]), (row, f"{giver.name} → {taker.name}"))
    _write(batch, wanted, rows)


def _write(batch: Batch, wanted: dict[tuple[int, int, str], tuple[Any, Any]], rows: list[Any]) -> None:
    there = Tie.objects.filter(giver__in={key[0] for key in wanted}, taker__in={key[1] for key in wanted})
    known = set(there.values_list("giver_id", "taker_id", "kind"))
    brought = dict(there.model.objects.filter(taker__in={key[1] for key in wanted}, kind="brought").values_list("taker_id", "giver_id"))  # fmt: skip
    fresh = []
    for (giver, taker, kind), (row, title) in wanted.items():
        if (giver, taker, kind) in known:
            batch.note(row, "skipped", title)
        elif kind == Tie.Kind.BROUGHT and brought.setdefault(taker, giver) != giver:
            batch.reject(row, "giver", "tie_second")
        else:
            batch.note(row, "created", title)
            fresh.append(
                Tie(giver_id=giver, taker_id=taker, kind=kind, since=row.values.get("since"), import_id=batch.import_id)
            )
    for row in rows:
        if row.number not in batch.outcomes and not batch.rejected(row):
            batch.note(row, "skipped", row.values["taker"])
    Tie.objects.bulk_create(fresh, batch_size=2000)


def _named(words: Iterable[str], actor: Actor) -> dict[str, list[Any]]:
    """Customers that the importer sees, by number, else by the whole name; two queries."""
    found: dict[str, list[Any]] = {}
    given = list(words)
    for one in customers(actor).filter(reference__in=given):
        found[one.reference.casefold()] = [one]
    left = [word for word in given if word.casefold() not in found]
    wanted = {word.casefold() for word in left}
    for one in customers(actor).filter(name_sort__in=[sort_key(word) for word in left]):  # the indexed form of a name
        if one.name.casefold() in wanted:
            found.setdefault(one.name.casefold(), []).append(one)
    return found


MADE = Made("customers_tie", "tie", alive="true", remove=remove_ties, title="(select c.name from customers_customer c where c.id = r.taker_id)")  # fmt: skip


def register_tie_target(list_url: Any) -> None:
    """Called with the others of this package."""
    register(
        Target(
            name="tie", label=_("Who leads to whom"), icon="users", needs="customer.edit", load=load_ties, fields=FIELDS,
            keys=(Key("taker", _("Both customers")),), modes=("skip",), made=(MADE,), list_url=list_url, place=25,
            help=_("One relation a row: who brought or supplies whom, each by number or whole name."),
        )
    )  # fmt: skip
