"""One customer as a chunk sees him: what stands in the database, what the rows add, and what is to be written."""

from dataclasses import dataclass, field
from typing import Any

from guanxi.customers.importing.holding import COLUMNS, Ask
from guanxi.intake.targets import Mode

ADDRESS = ("street", "postcode", "city", "region", "country")
Change = tuple[str, Any, Any]  # field, old, new
_OWN = frozenset(COLUMNS) - {"parent_id", "tags"}


@dataclass(slots=True)
class Person:
    """A contact of the customer."""

    values: dict[str, Any]
    id: int | None = None
    made: bool = False
    changed: bool = False


@dataclass(slots=True)
class Slot:
    """A customer that rows of this chunk are about. `made`: he comes into being here."""

    state: dict[str, Any]
    id: int | None = None
    made: bool = False
    changed: bool = False
    number: int = 0
    give_to: int | None = None
    give: bool = False
    parent: str = ""
    was: str = ""  # the stage before this chunk
    identities: dict[Ask, Person | None] = field(default_factory=dict)
    contacts: dict[str, Person] = field(default_factory=dict)
    address: dict[str, str] = field(default_factory=dict)
    address_id: int | None = None
    address_changed: bool = False

    def take(self, values: dict[str, Any], mode: Mode) -> list[Change]:
        """Take over a row's values by the rule of the mode; answers what changes."""
        changes = _merge(self.state, values, mode, _OWN)
        tags = values.get("tags")
        if tags:
            before = self.state.get("tags") or []
            known = {tag.casefold() for tag in before}
            added = [tag for tag in tags if tag.casefold() not in known]
            if added:
                self.state["tags"] = [*before, *added]
                changes.append(("tags", before, self.state["tags"]))
        self.changed = self.changed or bool(changes)
        return changes + self._take_address(values, mode)

    def _take_address(self, values: dict[str, Any], mode: Mode) -> list[Change]:
        """An address is kept when the row says more than city and country."""
        if not (self.address_id or any(name in values for name in ("street", "postcode", "region"))):
            return []
        found = _merge(self.address, values, mode, ADDRESS)
        self.address_changed = self.address_changed or bool(found)
        return [change for change in found if change[0] not in ("city", "country")]

    def person(self, values: dict[str, Any], known: int | None, mode: Mode) -> tuple[Person, list[Change]]:
        """The contact that the row names, found among the customer's or made, and what changes about him."""
        person = next((one for one in self.contacts.values() if known is not None and one.id == known), None)
        person = person or self.contacts.get(values["name"].casefold())
        if person is None:
            person = Person(dict(values), made=True)
            self.contacts[values["name"].casefold()] = person
            return person, [("contact_name", "", values["name"])]
        changes = _merge(person.values, values, mode, values.keys())
        person.changed = person.changed or bool(changes)
        return person, changes


def _merge(state: dict[str, Any], values: dict[str, Any], mode: Mode, names: Any) -> list[Change]:
    changes: list[Change] = []
    for name, new in values.items():
        if name not in names:
            continue
        old = state.get(name)
        if old == new or not (mode == "overwrite" or old is None or old == ""):
            continue
        changes.append((name, old, new))
        state[name] = new
    return changes
