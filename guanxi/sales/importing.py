"""Opportunities from files: one a row; customers and products are found or made on the way, the stage log is begun."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from guanxi.commerce.actions.product import create_product
from guanxi.commerce.queries.product import bare, products_named
from guanxi.core.events import Event, emit
from guanxi.core.kinds import Field, Type
from guanxi.customers.importing import People, Rules
from guanxi.customers.importing.owners import Owners
from guanxi.intake.loading import Batch, Parsed, stage
from guanxi.intake.loading.owners import first_owner, hand_over
from guanxi.intake.loading.staging import new_ids
from guanxi.intake.targets import BY_OTHERS, Key, Made, Target, TargetField, register
from guanxi.sales import fields
from guanxi.sales.actions.opportunity import delete_opportunities
from guanxi.sales.events import MOVED
from guanxi.sales.models import Opportunity, Stage
from guanxi.sales.queries.pipeline import stages
from guanxi.sales.rules import furthest
from guanxi.sales.searching import index_opportunities
from guanxi.staff.models import Member

TYPES = [
    ("id", "bigint"), ("name", "text"), ("reference", "text"), ("customer_id", "bigint"), ("owner_id", "bigint"), ("pipeline", "text"),
    ("stage", "text"), ("state", "text"), ("furthest", "text"), ("stage_since", "timestamptz"), ("amount", "numeric"), ("currency", "text"),
    ("probability", "smallint"), ("category", "text"), ("source", "text"), ("opened_on", "date"), ("expected_on", "date"), ("closed_on", "date"),
    ("loss_by", "text"), ("loss_note", "text"), ("next_step", "text"),
]  # fmt: skip
LINE_TYPES = [("opportunity_id", "bigint"), ("product_id", "bigint"), ("quantity", "numeric"), ("price", "numeric")]
MOVE_TYPES = [("id", "bigint"), ("opportunity_id", "bigint"), ("from_stage", "text"), ("to_stage", "text"), ("at", "timestamptz"), ("seconds", "bigint")]  # fmt: skip
OPPORTUNITY_SINCE = (
    "exists (select from sales_opportunity o where o.customer_id = r.id and o.import_id is distinct from %(import)s)"
)
LOST = (
    ("customer", ("customer", "Customer", "客户原因", "客户")),
    ("us", ("us", "Ours", "Own", "我方原因", "我方")),
    ("third", ("third", "Third party", "Competitor", "第三方原因", "第三方", "竞争对手")),
)
CATEGORIES = (
    ("commit", ("commit", "Commit", "Committed", "承诺")),
    ("best", ("best", "Best case", "Upside", "最好情况", "乐观")),
    ("left_out", ("left_out", "Left out", "Omitted", "不计入", "不计")),
)
CHOICES = {"loss_by": LOST, "category": CATEGORIES}
LENGTHS = {
    "name": 200,
    "reference": 80,
    "customer": 200,
    "owner": 200,
    "source": 80,
    "next_step": 300,
    "stage": 80,
    "loss_note": 20_000,
}


@dataclass(slots=True)
class Draft:
    """A row on its way to be an opportunity, with its log."""

    row: Parsed
    stage: Stage
    owner_id: int | None
    moves: list[tuple[str, str, datetime, int | None]]
    since: datetime
    opened_on: date | None
    closed_on: date | None
    furthest: str
    customer_id: int | None = None
    product_id: int | None = None
    id: int = 0
    move_ids: list[int] = field(default_factory=list)


def load_opportunities(batch: Batch) -> None:
    """Write the chunk's opportunities. One that is known already, by its number, is left as it is."""
    rows = _unknown(batch)
    words, names, spread = _stage_words(), _member_names(rows), Owners(batch, []).spread
    drafts = [made for row in rows if (made := _draft(batch, row, words, names, spread)) is not None]
    customers = _customers(batch, [one.row for one in drafts])
    products = _products(batch, [one.row for one in drafts])
    kept = []
    for one in drafts:
        if batch.rejected(one.row):
            continue
        one.customer_id = customers.get(one.row.number)
        one.product_id = products.get(bare(one.row.values.get("product", "")))
        batch.note(one.row, "created", one.row.values["name"])
        kept.append(one)
    _write(batch, kept)
    for one in kept:
        if one.row.left_out:
            batch.records[one.row.number] = one.id
    if not batch.trial:
        moves = [pk for one in kept for pk in one.move_ids]
        emit(Event(MOVED, moves, batch.actor, batch.at, {"import_id": batch.import_id}))
        found = [
            (
                one.id,
                first_owner(batch, "opportunity", one.owner_id),
                one.row.values["name"],
                one.row.values.get("reference", ""),
            )
            for one in kept
        ]
        index_opportunities(found, import_id=batch.import_id)
        hand_over(batch, "opportunity", "sales_opportunity", [(one.id, one.owner_id) for one in kept])


def _unknown(batch: Batch) -> list[Parsed]:
    given = {row.values["reference"] for row in batch.good() if "reference" in row.values}
    there = set(Opportunity.objects.alive().filter(reference__in=given).values_list("reference", flat=True))
    rows = []
    for row in batch.good():
        reference = row.values.get("reference")
        if reference in there or (reference and not batch.first(("opportunity", reference))):
            batch.note(row, "skipped", row.values["name"])
            continue
        if reference:
            there.add(reference)
        rows.append(row)
    return rows


def _stage_words() -> dict[str, Stage]:
    """Stages of pipelines in use by key and by their words in both languages; the default pipeline's come first."""
    found: dict[str, Stage] = {}
    for one in stages().values():
        if one.pipeline.is_active:
            found.setdefault(bare(one.key), one)
            for language in ("en", "zh-hans"):
                with translation.override(language):
                    found.setdefault(bare(str(one.label)), one)
    return found


def _member_names(rows: list[Parsed]) -> dict[str, list[int]]:
    names: dict[str, list[int]] = {}
    if any("owner" in row.values for row in rows):
        for pk, name, mail in Member.objects.filter(is_active=True).values_list("pk", "name", "email"):
            for word in {name.casefold(), mail.casefold()}:
                names.setdefault(word, []).append(pk)
    return names


def _draft(
    batch: Batch, row: Parsed, words: dict[str, Stage], names: dict[str, list[int]], spread: list[int]
) -> Draft | None:
    values = row.values
    given = values.get("stage")
    found = words.get(bare(given)) if given else next((one for one in words.values() if one.kind == "open"), None)
    first = words.get(bare(values["opened_stage"])) if "opened_stage" in values else None
    if found is None:
        batch.reject(row, "stage", "stage_unknown", value=given or "")
        return None
    owner_id = _owner(batch, row, names, spread)
    if batch.rejected(row):
        return None
    today = timezone.localtime(batch.at).date()
    closed_on = values.get("closed_on") if found.kind != Stage.Kind.OPEN else None
    if found.kind != Stage.Kind.OPEN and closed_on is None:
        batch.reject(row, "closed_on", "missing")
        return None
    # a file that knows such days says by an empty one that nobody knows this one's; today it did not begin
    knows = any(one.field == "opened_on" for one in batch.plan.columns)
    opened_on = values.get("opened_on") or closed_on or (None if knows else today)
    if any(day > today for day in (opened_on, closed_on) if day):
        batch.reject(row, "closed_on" if closed_on and closed_on > today else "opened_on", "in_the_future")
        return None
    known = [one for one in words.values() if one.pipeline_id == found.pipeline_id]
    moves = _log(found, first, values.get("opened_on"), closed_on, batch.at)
    came = furthest(found, [move[1] for move in moves], known)
    return Draft(row, found, owner_id, moves, moves[-1][2], opened_on, closed_on, came)


def _log(
    found: Stage, first: Stage | None, opened_on: date | None, closed_on: date | None, at: datetime
) -> list[tuple[str, str, datetime, int | None]]:
    """What the file says of its way: in at `first` when it was opened, and on to where it stands."""
    began = _noon(opened_on) if opened_on else None
    ended = _noon(closed_on) if closed_on else None
    if first is not None and first.key != found.key and began and ended:
        stood = max(0, int((ended - began).total_seconds()))
        return [("", first.key, began, None), (first.key, found.key, max(began, ended), stood)]
    return [("", found.key, ended or began or at, None)]


def _noon(day: date) -> datetime:
    """A day of a file as a moment of that day."""
    return timezone.make_aware(datetime.combine(day, time(12)))


def _owner(batch: Batch, row: Parsed, names: dict[str, list[int]], spread: list[int]) -> int | None:
    """Whom the row names, else the importer; the plan may say nobody."""
    actor = batch.actor
    if batch.plan.owner.to == "nobody":
        owner_id = None
    elif batch.plan.owner.to == "spread":
        if not spread:
            batch.reject(row, "owner", "nobody_in_department", department=batch.plan.owner.department)
            return None
        owner_id = spread[row.number % len(spread)]
    elif batch.plan.owner.to == "column" and "owner" in row.values:
        found = names.get(row.values["owner"].casefold(), [])
        if len(found) != 1:
            batch.reject(row, "owner", "owner_ambiguous" if found else "owner_unknown", value=row.values["owner"])
            return None
        owner_id = found[0]
    else:
        owner_id = actor.member_id
    if owner_id != actor.member_id and not (actor.may("assign", "opportunity") and actor.may("edit", "opportunity")):
        batch.reject(row, "owner", "may_not_assign")
    return owner_id


def _customers(batch: Batch, rows: list[Parsed]) -> dict[int, int | None]:
    """The customer of each row by its number; a row that names none has none, one whose customer cannot be had is rejected."""
    asked = [
        Parsed(row.number, row.cells, {"name": row.values["customer"], "stage": "prospect"})
        for row in rows
        if "customer" in row.values
    ]
    if not asked:
        return {}
    make = batch.plan.makes("customer") and batch.actor.may("create", "customer")
    part = batch.part(asked)
    rules = Rules(keys=("name",), mode="fill", make=make, name_field="customer", fills=False)
    people = People(part, rules).take(asked).write()
    for number, faults in part.faults.items():
        batch.faults.setdefault(number, []).extend(faults)
        batch.outcomes.pop(number, None)
    batch.extra["customers"] += sum(slot.made for slot in people.made)
    return {row.number: people.customer_id(row) for row in asked}


def _products(batch: Batch, rows: list[Parsed]) -> dict[str, int]:
    """Products by their bare name or code; made where the plan and the roles allow, else the row is rejected."""
    wanted = {bare(row.values["product"]): row for row in rows if "product" in row.values and not batch.rejected(row)}
    if not wanted:
        return {}
    known = products_named(wanted)
    makes = batch.plan.makes("product") and batch.actor.may("create", "product")
    for one in wanted.keys() - known.keys():
        name = wanted[one].values["product"]
        if makes:
            made = create_product({"name": name, "code": name[:60]}, actor=batch.actor, at=batch.at)
            known[one] = made.pk
            batch.extra["products"] += batch.first(("product", one))
    for row in rows:
        if "product" in row.values and bare(row.values["product"]) not in known:
            batch.reject(row, "product", "product_unknown", value=row.values["product"])
    return known


def _write(batch: Batch, drafts: list[Draft]) -> None:
    """Everything is written as the importer's own, in whose sight lines and log belong; `hand_over` gives it away."""
    if not drafts:
        return
    for one, key in zip(drafts, new_ids(batch.cursor, "sales_opportunity", len(drafts)), strict=True):
        one.id = key
    _insert(batch, "sales_opportunity", TYPES, [_columns(batch, one) for one in drafts], dated=True)
    lines = [(one.id, one.product_id, one.row.values.get("quantity") or 1, None) for one in drafts if one.product_id]
    if lines:
        _insert(batch, "sales_line", LINE_TYPES, lines)
    moves = [(one, move) for one in drafts for move in one.moves]
    ids = new_ids(batch.cursor, "sales_move", len(moves))
    rows = []
    for pk, (one, move) in zip(ids, moves, strict=True):
        one.move_ids.append(pk)
        rows.append((pk, one.id, *move))
    _insert(batch, "sales_move", [*MOVE_TYPES, ("member_id", "bigint"), ("import_id", "bigint"), ("kept", "jsonb")], [
        (*row, batch.actor.member_id, batch.import_id, "{}") for row in rows
    ])  # fmt: skip


def _insert(batch: Batch, table: str, types: list[tuple[str, str]], rows: list[Any], *, dated: bool = False) -> None:
    stage(batch.cursor, f"new_{table}", types, rows)
    names = ", ".join(name for name, _type in types)
    more, values = (", created_at, updated_at, import_id", [batch.at, batch.at, batch.import_id]) if dated else ("", [])
    places = ", %s, %s, %s" if dated else ""
    batch.cursor.execute(
        f"insert into {table} ({names}{more}) select {names}{places} from pg_temp.new_{table}",  # noqa: S608 - constants
        values,
    )


def _columns(batch: Batch, one: Draft) -> list[Any]:
    values = one.row.values
    lost = one.stage.kind == Stage.Kind.LOST
    currency = values.get("currency") or batch.hints.currency or ""
    return [
        one.id, values["name"], values.get("reference", ""), one.customer_id, first_owner(batch, "opportunity", one.owner_id), one.stage.pipeline_id, one.stage.key,
        one.stage.kind, one.furthest, one.since, values.get("amount"), currency, values.get("probability"), values.get("category", ""), values.get("source", ""), one.opened_on,
        values.get("expected_on"), one.closed_on, values.get("loss_by", "") if lost else "", values.get("loss_note", "") if lost else "",
        values.get("next_step", ""),
    ]  # fmt: skip


def _of(name: str, *, required: bool = False, loose: bool = True) -> TargetField:
    one: Field = next(one for one in fields.OPPORTUNITY if one.name == name)
    plain = one.type in (Type.LINK, Type.MEMBER) or name == "stage"
    kind = Type.TEXT if plain else one.type
    choices = CHOICES.get(name, ())
    return TargetField(
        name, one.label, kind, one.aliases, required, max_length=LENGTHS.get(name), choices=choices, loose=loose
    )


FIELDS = (
    _of("name", required=True, loose=False),
    _of("reference", loose=False),
    _of("customer", loose=False),
    TargetField("product", _("Product"), aliases=("product", "product name", "产品", "产品名称"), max_length=200),
    TargetField("quantity", _("Quantity"), Type.DECIMAL, ("quantity", "数量"), loose=True),
    _of("stage", loose=False),
    TargetField("opened_stage", _("Stage in which it began"), aliases=("first stage", "初始阶段"), max_length=80),
    _of("owner", loose=False), _of("amount"), TargetField("currency", _("Currency"), aliases=("币种", "货币", "currency"), max_length=3),
    _of("opened_on", loose=False), _of("expected_on"), _of("closed_on", loose=False), _of("category"), _of("source"), _of("next_step"),
    _of("loss_by"), _of("loss_note"),
)  # fmt: skip
MADE_OPPORTUNITIES = Made(
    "sales_opportunity", "opportunity", title="r.name", remove=delete_opportunities,
    changed=f"exists (select from core_change h where h.kind = 'opportunity' and h.record_id = r.id and h.operation = 'U' and {BY_OTHERS})",
)  # fmt: skip


def register_targets() -> None:
    """Called by the manifest."""
    from guanxi.customers.importing.loaders import MADE as CUSTOMERS

    register(
        Target(
            name="opportunity", label=_("Opportunities"), icon="target", needs="opportunity.create", load=load_opportunities,
            fields=FIELDS, keys=(Key("reference", _("Number")),), modes=("skip",), owned=True, made=(MADE_OPPORTUNITIES, *CUSTOMERS),
            known=_("Opportunities that are known already, by their number, are left as they are."),
            links=(("customer", _("Customers that are not known yet")), ("product", _("Products that are not known yet"))),
            list_url=lambda import_id: f"{reverse('opportunity_list')}?f=import_id:is:{import_id}", place=55,
            help=_("One opportunity a row, with stage, amount, dates and owner."),
        )
    )  # fmt: skip
