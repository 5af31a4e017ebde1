"""The plan of an import: which column fills what, how rows are recognised, and what happens then. JSON and back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import isfinite
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from guanxi.core.refused import Refused
from guanxi.intake.targets import Mode, Target
from guanxi.intake.values import DateOrder

OwnerRule = Literal["me", "nobody", "column", "spread"]


class BadPlan(Refused):
    """The plan cannot be carried out; `field` names the part to mend."""

    code = "bad_plan"


@dataclass(frozen=True, slots=True)
class Column:
    """What fills a field: a column of the file, or a fixed value, which may name columns in {braces}.

    `split`: marks that part several values in one cell. `scale`: a number in the file is multiplied by it.
    """

    field: str
    column: str = ""
    value: str = ""
    split: str = ""
    scale: float = 1


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns what is made. `department` (a path such as "Sales/Central") is for "spread"."""

    to: OwnerRule = "me"
    department: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """See the fields. `zone`, `currency` and `region` are for values that name none; "" is the company's."""

    columns: tuple[Column, ...] = ()
    keys: tuple[str, ...] = ()
    on_match: Mode = "fill"
    owner: Owner = Owner()
    date_order: str = ""
    decimal: str = ""
    zone: str = ""
    currency: str = ""
    region: str = ""
    links: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The plan as it is kept in `Import.plan`, `Mapping.settings` and files."""
        return asdict(self)

    def makes(self, link: str) -> bool:
        """Whether a missing record of this link is made rather than the row rejected."""
        return self.links.get(link, "make") == "make"


def read_plan(data: Mapping[str, Any], target: Target) -> Plan:
    """The plan that `data` describes; raises `BadPlan` for anything that is not one. The file is not asked here."""
    columns = tuple(_column(item, target) for item in _list(data, "columns"))
    owner = data.get("owner") or {}
    keys = tuple(str(key) for key in _list(data, "keys"))
    for key in keys:
        if key not in {one.name for one in target.keys}:
            raise BadPlan(_("Rows cannot be recognised by this."), field="keys")
    plan = Plan(
        columns=columns,
        keys=keys,
        on_match=_one_of(data.get("on_match", target.modes[0]), target.modes, "on_match"),
        owner=Owner(_one_of(owner.get("to", "me"), get_args(OwnerRule), "owner"), str(owner.get("department", ""))),
        date_order=_one_of(data.get("date_order", ""), ("", *DateOrder), "date_order"),
        decimal=_one_of(data.get("decimal", ""), ("", ".", ","), "decimal"),
        zone=_zone(data.get("zone", "")),
        currency=str(data.get("currency", ""))[:3].upper(),
        region=str(data.get("region", ""))[:2].upper(),
        links={
            name: _one_of((data.get("links") or {}).get(name, "make"), ("make", "reject"), "links")
            for name, _label in target.links
        },
    )
    _check_doubles(plan, target)
    return plan


def check_plan(plan: Plan, target: Target, header: Sequence[str]) -> None:
    """Raise `BadPlan` when this plan cannot load a file with this header."""
    filled = {column.field for column in plan.columns}
    known = set(header)
    for column in plan.columns:
        if column.column and column.column not in known:
            raise BadPlan(_("The file has no column “%s”.") % column.column, field="columns")
    for one in target.fields:
        if one.required and one.name not in filled:
            raise BadPlan(_("Choose the column that holds: %s.") % one.label, field="columns")
    for names in target.any_of:
        if not filled.intersection(names):
            labels = ", ".join(str(target.field(name).label) for name in names)
            raise BadPlan(_("Choose a column for one of: %s.") % labels, field="columns")
    for key in plan.keys:
        if key not in filled:
            raise BadPlan(_("No column fills what rows are to be recognised by."), field="keys")
    _check_owner(plan, filled)


def _check_owner(plan: Plan, filled: set[str]) -> None:
    if plan.owner.to == "column" and "owner" not in filled:
        raise BadPlan(_("Choose the column that holds the owner."), field="owner")
    if plan.owner.to == "spread" and not plan.owner.department:
        raise BadPlan(_("Choose the department whose members get the rows."), field="owner")


def _column(item: Any, target: Target) -> Column:
    if not isinstance(item, dict) or not target.has(str(item.get("field", ""))):
        raise BadPlan(_("The plan names a field that does not exist."), field="columns")
    try:
        scale = float(item.get("scale", 1))
    except (TypeError, ValueError):
        raise BadPlan(_("The factor of a column is not a number."), field="columns") from None
    if not isfinite(scale) or not scale:
        raise BadPlan(_("The factor of a column is not a number."), field="columns")
    texts = {name: str(item.get(name, "")) for name in ("field", "column", "value", "split")}
    if not texts["column"] and not texts["value"]:
        raise BadPlan(_("A field has neither a column nor a value."), field="columns")
    return Column(**texts, scale=scale)


def _check_doubles(plan: Plan, target: Target) -> None:
    seen: set[str] = set()
    for column in plan.columns:
        if column.field in seen and not target.field(column.field).many:
            label = target.field(column.field).label
            raise BadPlan(_("Two columns fill the same field: %s.") % label, field="columns")
        seen.add(column.field)


def _list(data: Mapping[str, Any], name: str) -> list[Any]:
    value = data.get(name) or []
    if not isinstance(value, list | tuple):
        raise BadPlan(_("The plan is not built as it should be."), field=name)
    return list(value)


def _one_of(value: Any, allowed: Sequence[Any], name: str) -> Any:
    if value not in allowed:
        raise BadPlan(_("“%s” is not possible here.") % value, field=name)
    return value


def _zone(value: Any) -> str:
    if value:
        try:
            ZoneInfo(str(value))
        except (KeyError, ValueError, OSError):
            raise BadPlan(_("There is no time zone “%s”.") % value, field="zone") from None
    return str(value or "")
