"""Rows to customers and contacts: recognise, refuse what others hold, take over, and write the chunk at once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from guanxi.customers.importing import holding
from guanxi.customers.importing.holding import Ask, Held
from guanxi.customers.importing.owners import Owners
from guanxi.customers.importing.slot import Change, Person, Slot
from guanxi.customers.importing.writing import Writing
from guanxi.customers.rules import within_scope
from guanxi.intake.loading import Batch, Parsed
from guanxi.intake.targets import Mode

SINGLE = ("wechat", "wecom", "tax")
MANY = ("phone", "mail")
DEFAULTS: dict[str, Any] = {"type": "company", "stage": "lead"}
PERSON_FIELDS = ("name", "title", "department", "part", "birthday", "note")


@dataclass(frozen=True, slots=True)
class Rules:
    """How rows are recognised and what a match means. `subject`: whose outcome the row has.

    `keys`: fields in the order in which they are asked. `make`: whether an unknown customer is made. `fills`: whether
    rows say something about customers that are there; without it they only hang something on them.
    """

    keys: tuple[str, ...]
    mode: Mode
    subject: str = "customer"
    contact_mode: Mode = "fill"
    make: bool = True
    name_field: str = "name"
    fills: bool = True


@dataclass(slots=True)
class Place:
    """Where a row came to lie."""

    slot: Slot
    person: Person | None = None


@dataclass(slots=True)
class People:
    """All rows of a chunk that are about customers. `values` of a row are named like the fields of customers."""

    batch: Batch
    rules: Rules
    found: dict[Ask, Held] = field(default_factory=dict)
    claimed: dict[Ask, Slot] = field(default_factory=dict)
    slots: dict[int, Slot] = field(default_factory=dict)
    made: list[Slot] = field(default_factory=list)
    places: dict[int, Place] = field(default_factory=dict)
    editable: set[int] = field(default_factory=set)
    owners: Owners = None  # type: ignore[assignment]

    def take(self, rows: list[Parsed]) -> "People":
        """Work out what every row means; nothing is written yet."""
        self.owners = Owners(self.batch, rows)
        self.found = holding.held(self.batch.cursor, (ask for row in rows for ask in self._all_asks(row.values)))
        self._load_known()
        for row in rows:
            if not self.batch.rejected(row) and not self._met_before(row):
                self._place(row)
        self._parents(rows)
        for ask in self.claimed if self.batch.seen else ():
            self.batch.seen.add(ask)  # type: ignore[union-attr]
        return self

    def _met_before(self, row: Parsed) -> bool:
        """In a dry run: whether an earlier chunk would have made this customer; then only his key tells what happens."""
        if not self.batch.seen:
            return False
        for _key, ask in self._key_asks(row.values):
            if ask in self.claimed or ask in self.found:
                return False
            if ask in self.batch.seen:
                mode = self.rules.contact_mode if self.rules.subject == "contact" else self.rules.mode
                self.batch.note(row, "skipped" if mode == "skip" else "updated", row.values.get("name", ""))
                return True
        return False

    def write(self) -> "People":
        """Write everything with a few statements."""
        Writing(self.batch, list(self.slots.values()), self.made, self.owners).write()
        for row in self.batch.partly():
            if slot_id := self.customer_id(row):
                self.batch.records[row.number] = slot_id
        return self

    def customer_id(self, row: Parsed) -> int | None:
        """The customer that the row led to, None for a rejected row."""
        place = self.places.get(row.number)
        return place.slot.id if place else None

    def _all_asks(self, values: dict[str, Any]) -> Iterator[Ask]:
        yield from _identity_asks(values)
        if "reference" in values:
            yield ("reference", values["reference"])
        if "name" in self.rules.keys and "name" in values:
            yield holding.name_ask(values["name"])
        if "parent" in values:
            yield holding.name_ask(values["parent"])

    def _load_known(self) -> None:
        held = {one.customer_id for one in self.found.values() if one.customer_id is not None}
        ids = sorted(held.union(self.batch.records.values()))
        if not ids:
            return
        if self.rules.fills and (self.rules.mode != "skip" or self.rules.subject == "contact"):
            self.editable = holding.lock(self.batch.cursor, ids)
        for key, state in holding.states(self.batch.cursor, ids).items():
            self.slots[key] = Slot(state, id=key, was=state["stage"])
        for contact_id, customer_id, values in holding.contacts_of(self.batch.cursor, ids):
            if customer_id in self.slots:
                self.slots[customer_id].contacts.setdefault(values["name"].casefold(), Person(values, id=contact_id))
        for customer_id, (address_id, values) in holding.addresses_of(self.batch.cursor, ids).items():
            slot = self.slots.get(customer_id)
            if slot:
                slot.address, slot.address_id = values, address_id

    def _key_asks(self, values: dict[str, Any]) -> Iterator[tuple[str, Ask]]:
        for key in self.rules.keys:
            if key == "name" and "name" in values:
                yield key, holding.name_ask(values["name"])
            elif key in ("reference", *SINGLE) and key in values:
                yield key, (key, values[key])
            else:
                for value in values.get(key, ()) if key not in ("name", "reference", *SINGLE) else ():
                    yield key, (key.removeprefix("contact_"), value)

    def _place(self, row: Parsed) -> None:
        slot, refused = self._match(row)
        if refused or not self._free(row, slot):
            return
        if slot is None:
            made = self._fresh(row)
            if made is not None:
                self._take(row, made, [], fresh=True)
        elif self._takes(row, slot):
            changes = self._change_owner(row, slot)
            if changes is not None:
                self._take(row, slot, changes, fresh=False)

    def _takes(self, row: Parsed, slot: Slot) -> bool:
        """Whether a known customer takes the row over; else what became of the row is noted here."""
        skips = self.rules.mode == "skip" and self.rules.subject == "customer"
        if not skips and not slot.made and not self._writable(slot):
            self.batch.reject(row, "", "not_editable")
            return False
        if not skips and (slot.made or self.rules.fills):
            return True
        self._claim(row.values, slot)
        self.batch.note(row, "skipped" if skips else "unchanged", row.values.get("name", ""))
        self.places[row.number] = Place(slot)
        return False

    def _take(self, row: Parsed, slot: Slot, changes: list[Change], *, fresh: bool) -> None:
        values = row.values
        changes += slot.take(values, "overwrite" if fresh else self.rules.mode)
        person, more = self._person(row, slot)
        self.places[row.number] = Place(slot, person)
        if "parent" in values and (fresh or self.rules.mode == "overwrite" or not slot.state.get("parent_id")):
            slot.parent = values["parent"]
        changes += self._claim(values, slot, person)
        self._note(row, person, changes, more, fresh=fresh)

    def _writable(self, slot: Slot) -> bool:
        if self.rules.fills:
            return slot.id in self.editable
        return within_scope(slot.state["owner_id"], self.batch.actor) or slot.id in self.batch.actor.sight.shared_edit

    def _match(self, row: Parsed) -> tuple[Slot | None, bool]:
        """The customer the row is about, None for a new one; and whether the row was refused."""
        if row.number in self.batch.records:
            slot = self.slots.get(self.batch.records[row.number])
            if slot is None:
                self.batch.reject(row, "", "customer_gone")
            return slot, slot is None
        for key, ask in self._key_asks(row.values):
            slot = self.claimed.get(ask)
            if slot:
                return slot, False
            holder = self.found.get(ask)
            if holder is None:
                continue
            if not holder.seen or holder.customer_id not in self.slots:
                self.batch.reject(row, self._told(key), "held_hidden", value=ask[1])
                return None, True
            return self.slots[holder.customer_id], False
        return None, False

    def _free(self, row: Parsed, slot: Slot | None) -> bool:
        """Refuse the row if somebody else holds one of its values."""
        asks = list(_identity_asks(row.values))
        if "reference" in row.values:
            asks.append(("reference", row.values["reference"]))
        for ask in asks:
            holder = self.found.get(ask)
            other = self.claimed.get(ask)
            name = self._field_of(ask, row.values)
            if holder and (not holder.seen or holder.customer_id not in self.slots):
                self.batch.reject(row, name, "held_hidden", value=ask[1])
            elif holder and holder.customer_id is not None and self.slots[holder.customer_id] is not slot:
                held_by = self.slots[holder.customer_id].state["name"]
                self.batch.reject(row, name, "held_by", value=ask[1], name=held_by)
            elif other is not None and other is not slot:
                self.batch.reject(row, name, "repeated", value=ask[1], row=other.number)
        return not self.batch.rejected(row)

    def _fresh(self, row: Parsed) -> Slot | None:
        """A new customer, None when the row was refused."""
        if not self.rules.make:
            self.batch.reject(row, self._told("name"), "customer_unknown")
            return None
        owner = self.owners.of(row)
        if owner.refused:
            self.batch.reject(row, "owner" if "owner" in row.values else "", owner.refused, **owner.params)
            return None
        state = {**DEFAULTS, "owner_id": owner.starts_with, "tags": []}
        slot = Slot(state, made=True, number=row.number, give_to=owner.member_id, give=owner.give)
        self.made.append(slot)
        return slot

    def _change_owner(self, row: Parsed, slot: Slot) -> Any:
        """Hand over a known customer when the file names another owner and may overwrite; None when refused."""
        if "owner" not in row.values or self.rules.mode != "overwrite" or self.batch.plan.owner.to != "column":
            return []
        owner = self.owners.of(row)
        if (
            not owner.refused
            and owner.member_id != slot.state["owner_id"]
            and not self.batch.actor.may("assign", "customer")
        ):
            self.batch.reject(row, "owner", "may_not_assign")
            return None
        if owner.refused:
            self.batch.reject(row, "owner", owner.refused, **owner.params)
            return None
        if owner.member_id == slot.state["owner_id"]:
            return []
        old = slot.state["owner_id"]
        slot.give, slot.give_to = True, owner.member_id
        return [("owner", self.owners.name(old), self.owners.name(owner.member_id))]

    def _person(self, row: Parsed, slot: Slot) -> tuple[Person | None, list[Change]]:
        values = {name: row.values[f"contact_{name}"] for name in PERSON_FIELDS if f"contact_{name}" in row.values}
        if "name" not in values:
            return None, []
        known = None
        for channel in MANY:
            for value in row.values.get(f"contact_{channel}", ()):
                holder = self.found.get((channel, value))
                known = known or (holder.contact_id if holder else None)
        mode = self.rules.contact_mode if self.rules.subject == "contact" else self.rules.mode
        if mode == "skip":
            existing = slot.contacts.get(values["name"].casefold()) or next(
                (one for one in slot.contacts.values() if known and one.id == known), None
            )
            if existing:
                return existing, []
        return slot.person(values, known, mode)

    def _claim(self, values: dict[str, Any], slot: Slot, person: Person | None = None) -> list[Change]:
        """The row's values now lead to this customer; answers the identities that are new."""
        added: list[Change] = []
        if "name" in values:
            self.claimed.setdefault(holding.name_ask(values["name"]), slot)
        if "reference" in values:
            self.claimed[("reference", values["reference"])] = slot
        skip = not slot.made and (self.rules.mode == "skip" or not self.rules.fills)
        for name, ask in _identities(values):
            if ask not in self.found and ask not in slot.identities and not (skip and self.rules.subject == "customer"):
                slot.identities[ask] = person if name.startswith("contact_") else None
                added.append((name, "", ask[1]))
            self.claimed[ask] = slot
        return added

    def _note(self, row: Parsed, person: Person | None, own: list[Change], more: list[Change], *, fresh: bool) -> None:
        title = row.values.get("name", "")
        if self.rules.subject == "contact" and person is not None:
            title, fresh = person.values["name"], any(change[0] == "contact_name" and not change[1] for change in more)
            if self.rules.contact_mode == "skip" and not fresh:
                self.batch.note(row, "skipped", title)
                return
        changes = own + more
        outcome = "created" if fresh else "updated" if changes else "unchanged"
        self.batch.note(row, outcome, title, changes)  # type: ignore[arg-type]

    def _parents(self, rows: list[Parsed]) -> None:
        """Tie customers to their parent companies, once all of this chunk are known."""
        for row in rows:
            place = self.places.get(row.number)
            if place is None or not place.slot.parent or self.batch.rejected(row):
                continue
            slot, name = place.slot, place.slot.parent
            ask = holding.name_ask(name)
            holder = self.found.get(ask)
            parent = self.claimed.get(ask)
            if parent is None and holder and holder.customer_id is not None:
                parent = self.slots.get(holder.customer_id)
            if parent is None:
                parent = Slot(
                    {**DEFAULTS, "name": name, "owner_id": slot.state["owner_id"], "tags": []},
                    made=True,
                    number=row.number,
                )
                parent.give, parent.give_to = slot.give, slot.give_to
                self.claimed[ask] = parent
                self.made.append(parent)
                self.batch.extra["parents"] += 1
            slot.parent = ""
            if parent is not slot:
                slot.state["parent_slot"] = parent
                slot.changed = True

    def _told(self, key: str) -> str:
        return self.rules.name_field if key == "name" else key

    @staticmethod
    def _field_of(ask: Ask, values: dict[str, Any]) -> str:
        for name, own in _identities(values):
            if own == ask:
                return name
        return ask[0]


def _identities(values: dict[str, Any]) -> Iterator[tuple[str, Ask]]:
    for channel in MANY:
        for name in (channel, f"contact_{channel}"):
            for value in values.get(name, ()):
                yield name, (channel, value)
    for channel in SINGLE:
        if channel in values:
            yield channel, (channel, values[channel])


def _identity_asks(values: dict[str, Any]) -> Iterator[Ask]:
    for _name, ask in _identities(values):
        yield ask
