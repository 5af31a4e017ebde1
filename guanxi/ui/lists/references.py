"""Records that a page of rows points to (owners, departments, customers), fetched once per table, whatever the number of rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection

from guanxi.core import kinds, slots
from guanxi.core.kinds import Field, Kind, Type
from guanxi.core.one import columns_of, whole_rows
from guanxi.ui.lists import asking
from guanxi.ui.lists.colleagues import department_model

POINTING = (Type.MEMBER, Type.DEPARTMENT, Type.LINK)
MEMBER, DEPARTMENT = "member", "department"
# as an array of unknown length the ids are planned once, not with every page
AT = "select {} from {} where id = any (array(select unnest(%s::bigint[])))"


@dataclass(slots=True)
class References:
    """Records by table and id. Where one is missing, the actor may not see it."""

    found: dict[str, dict[int, Any]] = field(default_factory=lambda: defaultdict(dict))

    def get(self, one: Field, record_id: int | None) -> Any:
        """The record that `record_id` of a field names, or None."""
        return None if record_id is None else self.found[table_of(one)].get(record_id)


def table_of(one: Field) -> str:
    """What a field points to: member, department, or the name of a kind."""
    return MEMBER if one.type == Type.MEMBER else DEPARTMENT if one.type == Type.DEPARTMENT else one.link


def collect(kind: Kind, fields: Sequence[Field], rows: Iterable[Any]) -> References:
    """Everything that these fields of these rows point to."""
    wanted: dict[str, set[int]] = defaultdict(set)
    pointing = [(table_of(one), asking.attribute_of(kind, one)) for one in fields if one.type in POINTING or one.link]
    for row in rows if pointing else ():
        for table, attribute in pointing:
            record_id = getattr(row, attribute)
            if record_id is not None:
                wanted[table].add(record_id)
    return fetch(wanted)


def fetch(wanted: dict[str, set[int]]) -> References:
    """The records of these ids that the actor may see."""
    references = References()
    for table in sorted(wanted):
        if table in slots.origins:
            named = slots.origins[table].named({str(one) for one in wanted[table]})
            references.found[table] = {int(one): said for one, said in named.items()}
            continue
        if table == MEMBER:
            references.found[table] = _names(wanted[table])
            continue
        references.found[table] = {one.pk: one for one in _records(table, wanted[table])}
    return references


def _records(table: str, ids: set[int]) -> Any:
    if table == DEPARTMENT:
        return rows_of(table).filter(pk__in=ids)
    model: Any = kinds.kind(table).model
    return whole_rows(model, AT.format(columns_of(model), model._meta.db_table), [list(ids)])


def _names(members: set[int]) -> dict[int, str]:
    # of members only the name is shown; on every list, where making instances of them cost twice the query
    with connection.cursor() as cursor:
        cursor.execute(AT.format("id, name", "staff_member"), [list(members)])
        return dict(cursor.fetchall())


def rows_of(table: str) -> Any:
    """The records of a table that may be pointed to; those in the bin and deactivated members too."""
    if table == MEMBER:
        people: Any = get_user_model()._default_manager
        return people.only("name")
    if table == DEPARTMENT:
        return department_model().objects.only("name")
    model: Any = kinds.kind(table).model
    return model._default_manager.all()


def title(table: str, record: Any) -> str:
    """The name of a record of a table."""
    if table in slots.origins:
        return str(record[0])
    return str(record) if table in (MEMBER, DEPARTMENT) else kinds.kind(table).title(record)
