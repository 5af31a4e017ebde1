"""A chunk of customers written with a handful of statements, in the order in which rows need one another."""

from typing import Any

from guanxi.core.events import Event, emit
from guanxi.core.names import sort_key
from guanxi.customers import events
from guanxi.customers.importing.holding import COLUMNS, CONTACT_COLUMNS
from guanxi.customers.importing.indexing import index_changed, index_made
from guanxi.customers.importing.owners import Owners
from guanxi.customers.importing.slot import ADDRESS, Person, Slot
from guanxi.intake.loading import Batch, stage
from guanxi.intake.loading.staging import new_ids

CUSTOMER_TYPES = [
    ("id", "bigint"), ("owner_id", "bigint"), ("type", "text"), ("name", "text"), ("stage", "text"), ("reference", "text"),
    ("source", "text"), ("industry", "text"), ("size", "text"), ("revenue", "numeric"), ("currency", "text"),
    ("founded", "smallint"), ("country", "text"), ("city", "text"), ("website", "text"), ("note", "text"),
    ("tags", "text[]"), ("parent_id", "bigint"), ("next_contact_at", "timestamptz"), ("next_step", "text"), ("name_sort", "text"),
]  # fmt: skip
CONTACT_TYPES = [
    ("id", "bigint"), ("customer_id", "bigint"), ("name", "text"), ("title", "text"), ("department", "text"), ("part", "text"),
    ("birthday", "date"), ("note", "text"), ("name_sort", "text"),
]  # fmt: skip
ADDRESS_TYPES = [("id", "bigint"), ("customer_id", "bigint"), *((name, "text") for name in ADDRESS)]
NULLABLE = {"reference", "revenue", "founded", "parent_id", "next_contact_at", "birthday"}


class Writing:
    """Writes the slots of one chunk."""

    def __init__(self, batch: Batch, known: list[Slot], made: list[Slot], owners: Owners) -> None:
        self.batch, self.cursor, self.owners = batch, batch.cursor, owners
        self.made = made
        self.changed = [slot for slot in known if slot.changed]
        self.all = [*known, *made]

    def write(self) -> None:
        """Customers first, then what hangs on them, then who owns them, then whoever wants to know."""
        for slot, key in zip(self.made, new_ids(self.cursor, "customers_customer", len(self.made)), strict=True):
            slot.id = key
        for slot in self.all:
            parent = slot.state.pop("parent_slot", None)
            if parent is not None:
                slot.state["parent_id"] = parent.id
        self._customers()
        people = self._contacts()
        identified = self._identities()
        self._addresses()
        self._tags()
        if self.batch.trial:
            return
        self._tell()
        if self.made:
            index_made(self.made, self.batch.import_id)
        index_changed(list({slot.id: slot for slot in [*self.changed, *people, *identified] if not slot.made}.values()))
        self._hand_over()

    def _customers(self) -> None:
        if self.made:
            stage(self.cursor, "new_customer", CUSTOMER_TYPES, (self._row(slot) for slot in self.made))
            names = ", ".join(name for name, _type in CUSTOMER_TYPES)
            self.cursor.execute(
                f"insert into customers_customer ({names}, created_at, updated_at, import_id)"  # noqa: S608
                f" select {names}, %s, %s, %s from pg_temp.new_customer order by id",
                [self.batch.at, self.batch.at, self.batch.import_id],
            )
        if self.changed:
            stage(self.cursor, "changed_customer", CUSTOMER_TYPES, (self._row(slot) for slot in self.changed))
            names = ", ".join(f"{name} = n.{name}" for name in (*COLUMNS, "name_sort"))
            self.cursor.execute(
                f"update customers_customer c set {names} from pg_temp.changed_customer n where n.id = c.id"  # noqa: S608
            )

    @staticmethod
    def _row(slot: Slot) -> list[Any]:
        state = slot.state
        values = [_stored(name, state.get(name)) for name in COLUMNS]
        return [slot.id, state["owner_id"], *values, sort_key(state["name"])]

    def _contacts(self) -> list[Slot]:
        made = [(slot, one) for slot in self.all for one in slot.contacts.values() if one.made]
        for (_slot, one), key in zip(made, new_ids(self.cursor, "customers_contact", len(made)), strict=True):
            one.id = key
        changed = [(slot, one) for slot in self.all for one in slot.contacts.values() if one.changed and not one.made]
        names = ", ".join(name for name, _type in CONTACT_TYPES)
        if made:
            stage(self.cursor, "new_contact", CONTACT_TYPES, (self._person_row(slot, one) for slot, one in made))
            self.cursor.execute(
                f"insert into customers_contact ({names}, created_at, updated_at, import_id)"  # noqa: S608
                f" select {names}, %s, %s, %s from pg_temp.new_contact order by id",
                [self.batch.at, self.batch.at, self.batch.import_id],
            )
        if changed:
            stage(self.cursor, "changed_contact", CONTACT_TYPES, (self._person_row(slot, one) for slot, one in changed))
            sets = ", ".join(f"{name} = n.{name}" for name in (*CONTACT_COLUMNS, "name_sort"))
            self.cursor.execute(
                f"update customers_contact c set {sets} from pg_temp.changed_contact n where n.id = c.id"  # noqa: S608
            )
        return [slot for slot, _one in [*made, *changed]]

    @staticmethod
    def _person_row(slot: Slot, one: Person) -> list[Any]:
        values = [_stored(name, one.values.get(name)) for name in CONTACT_COLUMNS]
        return [one.id, slot.id, *values, sort_key(one.values["name"])]

    def _identities(self) -> list[Slot]:
        rows = [
            (slot.id, person.id if person else None, channel, value)
            for slot in self.all
            for (channel, value), person in slot.identities.items()
        ]
        if rows:
            columns = [("customer_id", "bigint"), ("contact_id", "bigint"), ("channel", "text"), ("value", "text")]
            stage(self.cursor, "new_identity", columns, rows)
            self.cursor.execute(
                "insert into customers_identity (customer_id, contact_id, channel, value, created_at, updated_at, import_id)"
                " select customer_id, contact_id, channel, value, %s, %s, %s from pg_temp.new_identity order by customer_id",
                [self.batch.at, self.batch.at, self.batch.import_id],
            )
        return [slot for slot in self.all if slot.identities]

    def _addresses(self) -> None:
        fresh = [slot for slot in self.all if slot.address_changed and slot.address_id is None]
        known = [slot for slot in self.all if slot.address_changed and slot.address_id is not None]
        names = ", ".join(ADDRESS)
        if fresh:
            stage(self.cursor, "new_address", ADDRESS_TYPES, (self._address_row(slot) for slot in fresh))
            self.cursor.execute(
                f"insert into customers_address (customer_id, {names}, created_at, updated_at, import_id)"  # noqa: S608
                f" select customer_id, {names}, %s, %s, %s from pg_temp.new_address order by customer_id",
                [self.batch.at, self.batch.at, self.batch.import_id],
            )
        if known:
            stage(self.cursor, "changed_address", ADDRESS_TYPES, (self._address_row(slot) for slot in known))
            sets = ", ".join(f"{name} = n.{name}" for name in ADDRESS)
            self.cursor.execute(
                f"update customers_address a set {sets} from pg_temp.changed_address n where n.id = a.id"  # noqa: S608
            )

    @staticmethod
    def _address_row(slot: Slot) -> list[Any]:
        return [slot.address_id, slot.id, *(slot.address.get(name, "") for name in ADDRESS)]

    def _tags(self) -> None:
        words = sorted({tag for slot in [*self.made, *self.changed] for tag in slot.state.get("tags") or []})
        if words:
            self.cursor.execute(
                "insert into customers_tag (name, created_at) select unnest(%s::text[]), %s on conflict do nothing",
                [words, self.batch.at],
            )

    def _tell(self) -> None:
        data = {"import_id": self.batch.import_id}
        for name, slots in ((events.CREATED, self.made), (events.EDITED, self.changed)):
            ids = [slot.id for slot in slots if slot.id is not None]
            emit(Event(name, ids, self.batch.actor, self.batch.at, dict(data)))
        moved: dict[str, dict[int | None, str]] = {}
        for slot in self.changed:
            if slot.was and slot.was != slot.state["stage"]:
                moved.setdefault(slot.state["stage"], {})[slot.id] = slot.was
        for stage_now, before in moved.items():
            ids = [key for key in before if key is not None]
            emit(Event(events.STAGED, ids, self.batch.actor, self.batch.at, {"before": before, "after": stage_now}))

    def _hand_over(self) -> None:
        """To owners outside the importer's scope: the last thing, since he may not see the customers afterwards."""
        wanted: dict[int | None, list[Slot]] = {}
        for slot in self.all:
            if slot.give:
                wanted.setdefault(slot.give_to, []).append(slot)
        for owner_id, slots in wanted.items():
            ids = [slot.id for slot in slots if slot.id is not None]
            before = {slot.id: slot.state["owner_id"] for slot in slots if not slot.made}
            if before:
                data = {"before": before, "after": owner_id}
                emit(Event(events.ASSIGNED, [key for key in before if key], self.batch.actor, self.batch.at, data))
            self.cursor.execute("select count(*) from guanxi_assign('customers_customer', %s, %s)", [ids, owner_id])


def _stored(name: str, value: Any) -> Any:
    """What a column holds for a value that the file does not give."""
    if name == "tags":
        return value or []
    if value is None and name not in NULLABLE:
        return ""
    return value
