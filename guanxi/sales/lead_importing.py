"""Leads from files: one a row or a card; who it is is found or made, the rules say whose it becomes."""

from collections import Counter
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guanxi.core.kinds import Field, Type
from guanxi.customers.importing import People, Rules
from guanxi.customers.importing.fields import CONTACT_FIELDS, CUSTOMER_FIELDS
from guanxi.customers.importing.loaders import CONTACT_KEYS, as_customer
from guanxi.intake.loading import Batch, Parsed
from guanxi.intake.targets import BY_OTHERS, Key, Made, Target, TargetField, register
from guanxi.sales.actions.arriving import Coming, arrive
from guanxi.sales.actions.lead import TEXTS, delete_leads, named
from guanxi.sales.lead_kind import FIELDS
from guanxi.sales.models import Lead
from guanxi.sales.models.lead import LIVE, State
from guanxi.sales.queries.lead import taken
from guanxi.staff.models import Member

# leads are taken back before their customers: those that are left have been touched, or are somebody else's
LEAD_SINCE = "exists (select from sales_lead l where l.customer_id = r.id and l.deleted_at is null)"
OWN = (
    "interest",
    "source",
    "campaign",
    "product_line",
    "lead_note",
    "received_at",
    "state",
    "next_step",
    "lead_reference",
)
COLUMNS = {"interest": "name", "lead_note": "note", "lead_reference": "reference"}
STATES = (
    ("open", ("open", "New", "新线索", "未处理")),
    ("working", ("working", "Being worked on", "Contacted", "跟进中")),
    ("converted", ("converted", "Converted", "Won", "yes", "已转化", "成交")),
    ("disqualified", ("disqualified", "Disqualified", "Lost", "no", "无效", "未成交")),
)
CARD_KEYS = ("mail", "phone", "customer")


def load_leads(batch: Batch) -> None:
    """One lead a row."""
    _load(batch, step="")


def load_cards(batch: Batch) -> None:
    """One lead a card; what of a card cannot be read goes into its note, and without a next step one is to get in touch."""
    for row in batch.rows:
        if row.left_out:
            left = [f"{fault.field}: {fault.params['cell']}" for fault in row.left_out]
            row.values["lead_note"] = "\n".join(filter(None, [row.values.get("lead_note", ""), *left]))
            row.left_out = []
    _load(batch, step=gettext("Get in touch"))


def _load(batch: Batch, *, step: str) -> None:
    rows = _unknown(batch)
    owners = _owners(batch, rows)
    asked = [_person(batch, row) for row in rows if not batch.rejected(row)]
    people = _people(batch, [row for row in asked if not batch.rejected(row)])
    again = _there_already(people)
    coming: list[tuple[Parsed, Coming]] = []
    for row in rows:
        if batch.rejected(row) or row.number not in people.places:
            continue
        one = _coming(batch, row, people, owners.get(row.number), step)
        if one.campaign and again[_same(one)]:
            batch.note(row, "skipped", _title(row))
            continue
        again[_same(one)] += 1
        batch.note(row, "created", _title(row))
        coming.append((row, one))
    if batch.trial:
        return
    arrive([one for _row, one in coming], actor=batch.actor, at=batch.at, import_id=batch.import_id)
    for row, one in coming:
        if row.left_out:
            batch.records[row.number] = one.id


def _title(row: Parsed) -> str:
    values = row.values
    return str(values.get("customer") or values.get("name") or values.get("interest") or "")


def _unknown(batch: Batch) -> list[Parsed]:
    """Rows whose number is not known yet; each number once."""
    there = taken([row.values["lead_reference"] for row in batch.good() if "lead_reference" in row.values])
    rows = []
    for row in batch.good():
        reference = row.values.get("lead_reference", "")
        if reference and (reference in there or not batch.first(("lead", reference))):
            batch.note(row, "skipped", _title(row))
            continue
        if reference:
            there.add(reference)
        if (received := row.values.get("received_at")) and received > batch.at:
            batch.reject(row, "received_at", "in_the_future")
        else:
            rows.append(row)
    return rows


def _owners(batch: Batch, rows: list[Parsed]) -> dict[int, int]:
    """Whom rows name; those that name nobody are given to somebody by the rules."""
    if not any("owner" in row.values for row in rows):
        return {}
    names: dict[str, list[int]] = {}
    for pk, name, mail in Member.objects.filter(is_active=True).values_list("pk", "name", "email"):
        for word in {name.casefold(), mail.casefold()}:
            names.setdefault(word, []).append(pk)
    found: dict[int, int] = {}
    for row in rows:
        word = row.values.get("owner", "").casefold()
        if not word:
            continue
        known = names.get(word, [])
        if len(known) != 1:
            batch.reject(row, "owner", "owner_ambiguous" if known else "owner_unknown", value=row.values["owner"])
        elif known[0] != batch.actor.member_id and not batch.actor.may("assign", "lead"):
            batch.reject(row, "owner", "may_not_assign")
        else:
            found[row.number] = known[0]
    return found


def _person(batch: Batch, row: Parsed) -> Parsed:
    """The row as one about a customer and his contact."""
    values = {name: value for name, value in row.values.items() if name not in (*OWN, "owner")}
    about = as_customer(values) | {name: values[name] for name in ("industry", "size") if name in values}
    if "source" in row.values:
        about["source"] = row.values["source"]
    if "name" not in about:
        batch.reject(row, "name", "missing")
    if "contact_name" in about and not batch.actor.may("create", "contact"):
        batch.reject(row, "name", "may_not_make_contacts")
    return replace(row, values=about)


def _people(batch: Batch, rows: list[Parsed]) -> People:
    """Customers and contacts found or made, under the importer's own eyes; faults are those of the row."""
    keys = tuple(f"contact_{key}" for key in batch.plan.keys if key in ("mail", "phone"))
    keys += tuple("name" if key == "customer" else key for key in batch.plan.keys if key in ("customer", "reference"))
    make = batch.plan.makes("customer") and batch.actor.may("create", "customer")
    part = batch.part(rows)
    rules = Rules(keys=keys or ("name",), mode="fill", make=make, name_field="customer")
    people = People(part, rules).take(rows).write()
    for number, faults in part.faults.items():
        batch.faults.setdefault(number, []).extend(faults)
        batch.outcomes.pop(number, None)
    batch.extra["customers"] += sum(slot.made for slot in people.made)
    return people


def _coming(batch: Batch, row: Parsed, people: People, owner_id: int | None, step: str) -> Coming:
    values, place = row.values, people.places[row.number]
    told = {COLUMNS.get(name, name): values[name] for name in OWN if name in values}
    texts: dict[str, Any] = {name: str(told[name])[: TEXTS[name]] for name in TEXTS if name in told}
    texts["name"] = texts.get("name") or named(texts)
    texts["next_step"] = texts.get("next_step") or step
    spread = batch.plan.owner.to == "spread"  # the plan shares the customers out, and their leads go with them
    slot = place.slot
    if spread:
        owner_id = (slot.give_to if slot.give else None) or slot.state["owner_id"]
    state = told.get("state", State.OPEN.value)
    return Coming(
        customer_id=slot.id or 0, contact_id=place.person.id if place.person else None, made=slot.made and not spread,
        received_at=told.get("received_at") or batch.at, state=state, reason="no_need" if state == State.DISQUALIFIED else "",
        given=owner_id is not None, owner_id=owner_id, **texts,
    )  # fmt: skip


def _same(one: Coming) -> tuple[Any, ...]:
    return (one.customer_id, one.contact_id, one.campaign, one.name)


def _there_already(people: People) -> Counter[tuple[Any, ...]]:
    """Leads that these customers have: a batch of cards that comes twice makes nobody's interest double."""
    ids = {place.slot.id for place in people.places.values() if place.slot.id and not place.slot.made}
    rows = Lead.objects.alive().filter(customer_id__in=ids, state__in=LIVE).exclude(campaign="")
    return Counter(rows.values_list("customer_id", "contact_id", "campaign", "name"))


def _of(name: str, *, called: str = "", loose: bool = True) -> TargetField:
    one: Field = next(one for one in FIELDS if one.name == name)
    kind = Type.TEXT if one.type in (Type.MEMBER, Type.LONGTEXT) else one.type
    choices = STATES if name == "state" else ()
    most = {**TEXTS, "owner": 200}.get(name)
    return TargetField(called or name, one.label, kind, one.aliases, max_length=most, choices=choices, loose=loose)


_LEAD = (
    _of("name", called="interest"), _of("source"), _of("campaign"), _of("product_line"), _of("received_at", loose=False),
    _of("note", called="lead_note"), _of("next_step"), _of("owner", loose=False),
)  # fmt: skip
_PERSON = tuple(one for one in CONTACT_FIELDS if one.name not in {"owner", "note", "tags", "reference"})
_MORE = tuple(one for one in CUSTOMER_FIELDS if one.name in {"industry", "size", "reference"})
LEAD_FIELDS = (
    *_PERSON,
    *_MORE,
    *_LEAD,
    _of("state", loose=False),
    _of("reference", called="lead_reference", loose=False),
)
CARD_FIELDS = (*_PERSON, next(one for one in CONTACT_FIELDS if one.name == "note"), *_LEAD)
MADE_LEADS = Made(
    "sales_lead", "lead", title="r.name", remove=delete_leads,
    changed=f"exists (select from core_change h where h.kind = 'lead' and h.record_id = r.id and h.operation = 'U' and {BY_OTHERS})",
)  # fmt: skip
MADE_TASKS = Made(
    "timeline_task", "task", title="r.title",
    changed=f"exists (select from core_change h where h.kind = 'task' and h.record_id = r.id and h.operation = 'U' and {BY_OTHERS})",
)  # fmt: skip


def register_lead_targets() -> None:
    """Called by the manifest."""
    from guanxi.customers.importing.loaders import MADE as CUSTOMERS

    made = (MADE_LEADS, MADE_TASKS, *CUSTOMERS)
    links = (("customer", _("Customers that are not known yet")),)
    known = _(
        "A row whose number is known, and the same interest of the same person in the same campaign, are left out."
    )
    register(
        Target(
            name="lead", label=_("Leads"), icon="inbox", needs="lead.create", load=load_leads, fields=LEAD_FIELDS, known=known,
            any_of=(("customer", "name", "family", "given", "mail"),), keys=CONTACT_KEYS, modes=("fill",), made=made, links=links,
            list_url=lambda import_id: f"{reverse('lead_list')}?f=import_id:is:{import_id}", place=50,
            help=_("One expression of interest a row. Who it is is found or made; the rules say who gets it."),
        )
    )  # fmt: skip
    register(
        Target(
            name="lead_card", label=_("Leads from cards"), icon="inbox", needs="lead.create", load=load_cards, fields=CARD_FIELDS,
            keys=tuple(Key(one.name, one.label) for one in CONTACT_KEYS if one.name in CARD_KEYS), modes=("fill",), source="cards",
            made=made, links=links, known=known, place=35,
            list_url=lambda import_id: f"{reverse('lead_list')}?f=import_id:is:{import_id}",
            help=_("Cards from a fair: a lead each, with an owner and a next step. Name the event under “Fixed values”."),
        )
    )  # fmt: skip
