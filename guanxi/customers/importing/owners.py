"""Whose the new customers are: mine, nobody's, of the member a column names, or spread over a department."""

from dataclasses import dataclass, field
from typing import Any

from guanxi.customers.rules import within_scope
from guanxi.intake.loading import Batch, Parsed

BELOW = """
with recursive path(id, name) as (
    select id, lower(name) from staff_department where parent_id is null
    union all select d.id, p.name || '/' || lower(d.name) from staff_department d join path p on d.parent_id = p.id)
select m.id from staff_member m join staff_department d on d.id = m.department_id
  join staff_department top on d.number between top.number and top.last
  join path p on p.id = top.id
 where m.is_active and (p.name = lower(%s) or (position('/' in %s) = 0 and lower(top.name) = lower(%s)))
 order by m.id
"""


@dataclass(frozen=True, slots=True)
class Ownership:
    """`starts_with` owns the row while it is written; with `give` it is handed to `member_id` afterwards.

    The detour is for owners outside the importer's scope: what he could not see he could not complete either.
    """

    member_id: int | None = None
    starts_with: int | None = None
    give: bool = False
    refused: str = ""
    params: dict[str, Any] = field(default_factory=dict)


class Owners:
    """Finds the owner of each row by the rule of the plan."""

    def __init__(self, batch: Batch, rows: list[Parsed]) -> None:
        self.batch = batch
        self.rule = batch.plan.owner
        self.names: dict[str, list[int]] = {}
        self.spread: list[int] = []
        self.known: dict[int | None, str] = {}
        if any("owner" in row.values for row in rows):
            self._load_names()
        if self.rule.to == "spread":
            batch.cursor.execute(BELOW, [self.rule.department] * 3)
            self.spread = list(dict.fromkeys(row[0] for row in batch.cursor.fetchall()))

    def _load_names(self) -> None:
        self.batch.cursor.execute(
            "select id, lower(name), lower(email), name from staff_member where is_active order by id"
        )
        for key, name, mail, shown in self.batch.cursor.fetchall():
            self.names.setdefault(name, []).append(key)
            self.names.setdefault(mail, []).append(key)
            self.known[key] = shown

    def name(self, member_id: int | None) -> str:
        """The member's name, for samples."""
        return self.known.get(member_id, "")

    def of(self, row: Parsed) -> Ownership:
        """The owner of a new customer from this row."""
        actor = self.batch.actor
        if self.rule.to == "nobody":
            return self._to(None)
        if self.rule.to == "spread":
            if not self.spread:
                return Ownership(refused="nobody_in_department", params={"department": self.rule.department})
            return self._to(self.spread[row.number % len(self.spread)])
        if self.rule.to == "column" and "owner" in row.values:
            named = self.names.get(row.values["owner"].lower(), [])
            if len(named) != 1:
                code = "owner_ambiguous" if named else "owner_unknown"
                return Ownership(refused=code, params={"value": row.values["owner"]})
            return self._to(named[0])
        return self._to(actor.member_id)

    def _to(self, member_id: int | None) -> Ownership:
        actor = self.batch.actor
        if member_id == actor.member_id or within_scope(member_id, actor):
            if member_id != actor.member_id and not actor.may("assign", "customer"):
                return Ownership(refused="may_not_assign")
            return Ownership(member_id, member_id)
        if not actor.may("assign", "customer"):
            return Ownership(refused="may_not_assign")
        return Ownership(member_id, actor.member_id, give=True)
