"""The targets of this package: customers, contacts, and cards of an address book."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.events import Event, emit
from guanxi.customers import events
from guanxi.customers.actions.binning import delete_customers
from guanxi.customers.actions.contact import delete_contacts
from guanxi.customers.importing.fields import CONTACT_FIELDS, CUSTOMER_FIELDS
from guanxi.customers.importing.people import People, Rules
from guanxi.customers.importing.ties import register_tie_target
from guanxi.customers.models import Identity
from guanxi.customers.searching import index_customers
from guanxi.intake.loading import Batch, Parsed
from guanxi.intake.targets import BY_OTHERS, Key, Made, Target, register

HAN = range(0x3400, 0xA000)
TOUCHED = f"""exists (select from core_change h where h.home_kind = 'customer' and h.home_id = r.id and h.operation <> 'I'
                      and {BY_OTHERS})
          or exists (select from core_change h where h.home_kind = 'customer' and h.home_id = r.id and h.operation = 'I'
                      and h.kind <> 'customer' and {BY_OTHERS})"""  # noqa: S608 - constants
# What hangs on a customer of this import that is kept, is kept with him.
WITH_HOME = """exists (select from customers_customer c where c.id = r.customer_id and c.import_id = %(import)s and c.deleted_at is null)"""


def _restored(ids: list[int], import_id: int, *, actor: Actor, at: datetime) -> None:
    """Customers have their old values again."""
    index_customers(ids)
    emit(Event(events.UNDONE, ids, actor, at, {"import_id": import_id}))


def _identity_removed(ids: list[int], import_id: int, *, actor: Actor, at: datetime) -> None:  # noqa: ARG001 - as Made has it
    """Customers are no longer found by a number that an import gave them."""
    homes = Identity.objects.filter(pk__in=ids, customer__deleted_at=None)
    index_customers(list(homes.values_list("customer_id", flat=True).distinct()))


MADE = (
    Made("customers_customer", "customer", changed=TOUCHED, title="r.name", remove=delete_customers, restored=_restored),
    Made("customers_contact", "contact", title="r.name", remove=delete_contacts, changed=WITH_HOME + f""" or exists (select from core_change h where h.kind = 'contact'
          and h.record_id = r.id and h.operation = 'U' and {BY_OTHERS})"""),
    Made("customers_identity", "identity", title="r.value", changed=WITH_HOME, removed=_identity_removed),
    Made("customers_address", "address", title="r.street", changed=WITH_HOME),
)  # fmt: skip


def load_customers(batch: Batch) -> None:
    """One customer a row, with what else the row says about him."""
    rules = Rules(keys=batch.plan.keys, mode=batch.plan.on_match)
    for row in batch.rows:
        if row.number in batch.records:  # he is in already, and may have been renamed
            del row.values["name"]
        _allow_contact(batch, row)
    People(batch, rules).take(batch.good()).write()


def load_contacts(batch: Batch) -> None:
    """One contact a row; his customer is found by number, by the contact's own mail or phone, by name, or made."""
    rows = [replace(row, values=as_customer(row.values)) for row in batch.good()]
    for row in rows:
        if "name" not in row.values:
            batch.reject(row, "name", "missing")
        _allow_contact(batch, row)
    keys = tuple(f"contact_{key}" for key in batch.plan.keys if key in ("mail", "phone"))
    more = tuple(key for key in batch.plan.keys if key in ("reference", "customer"))
    rules = Rules(
        keys=(*keys, *("name" if key == "customer" else key for key in more)),
        mode="fill",
        subject="contact",
        contact_mode=batch.plan.on_match,
        make=batch.plan.makes("customer"),
        name_field="customer",
    )
    People(batch, rules).take([row for row in rows if not batch.rejected(row)]).write()


def as_customer(values: dict[str, Any]) -> dict[str, Any]:
    """A contact's values as those of a customer with a contact; without a company the person is the customer."""
    made: dict[str, Any] = {name: values[name] for name in ("reference", "country", "city", "owner", "website", "tags", "street", "postcode", "region") if name in values}  # fmt: skip
    name = values.get("name") or full_name(values.get("family", ""), values.get("given", ""))
    name = name or (values["mail"][0].partition("@")[0] if "mail" in values else "")
    company = values.get("customer", "")
    if not company:
        made |= {"type": "person"}
        name = name or values.get("phone", [""])[0]
        if name:
            made["name"] = name
    else:
        made["name"] = company
    for own in ("title", "department", "part", "birthday", "note", "phone", "mail"):
        if own in values:
            made[f"contact_{own}"] = values[own]
    if name:
        made["contact_name"] = name
    return made


def full_name(family: str, given: str) -> str:
    """A name from its two parts, in the order of its script."""
    if family and given and ord(family[0]) in HAN:
        return family + given
    return " ".join(part for part in (given, family) if part)


def load_cards(batch: Batch) -> None:
    """Cards of an address book: a company with its contact, or a person. What cannot be read goes into the note."""
    for row in batch.rows:
        if row.left_out:
            note = [row.values["note"]] if "note" in row.values else []
            left = (f"{fault.field}: {fault.params['cell']}" for fault in row.left_out)
            row.values["note"] = "\n".join([*note, *left])
            row.left_out = []
    load_contacts(batch)


def _allow_contact(batch: Batch, row: Parsed) -> None:
    if "contact_name" in row.values and not batch.actor.may("create", "contact"):
        batch.reject(row, "contact_name", "may_not_make_contacts")


KEYS = (
    Key("reference", _("Customer number")), Key("mail", _("Mail")), Key("phone", _("Phone")),
    Key("tax", _("Tax number")), Key("wechat", _("WeChat")), Key("wecom", _("WeCom")), Key("name", _("Name")),
)  # fmt: skip
CONTACT_KEYS = (
    Key("mail", _("Mail")), Key("phone", _("Phone")), Key("reference", _("Customer number")), Key("customer", _("Customer")),
)  # fmt: skip


def _list(name: str) -> Any:
    return lambda import_id: f"{reverse(name)}?f=import_id:is:{import_id}"


def register_targets() -> None:
    """Called by the manifest."""
    register(
        Target(
            name="customer", label=_("Customers"), icon="building", needs="customer.create", load=load_customers,
            fields=CUSTOMER_FIELDS, keys=KEYS, owned=True, made=MADE, list_url=_list("customer_list"), place=10,
            help=_("One company or person a row, with owner, phones, mails, address and one contact."),
        )
    )  # fmt: skip
    register(
        Target(
            name="contact", label=_("Contacts"), icon="user", needs="contact.create", load=load_contacts,
            fields=CONTACT_FIELDS, any_of=(("name", "family", "given", "mail"),), keys=CONTACT_KEYS, owned=True, made=MADE,
            links=(("customer", _("Customers that are not known yet")),), list_url=_list("contact_list"), place=20,
            help=_("One person a row; the company is found or made."),
        )
    )  # fmt: skip
    register(
        Target(
            name="card", label=_("Address book"), icon="address-book", needs="contact.create", load=load_cards,
            fields=CONTACT_FIELDS, keys=CONTACT_KEYS, owned=True, made=MADE, source="cards",
            links=(("customer", _("Customers that are not known yet")),), list_url=_list("contact_list"), place=30,
            help=_("vCards: people, and the companies they work for."),
        )
    )  # fmt: skip
    register_tie_target(_list("customer_list"))
