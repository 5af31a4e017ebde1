"""A question, and the Ibis expression that answers it: the same on DuckDB and on Spark.

A member's figures cover what he sees: the rows of customers, opportunities and contracts in his data scope, and of customers
shared with him, by the owners that stand in the warehouse. A measure whose records his roles do not show is refused before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from guanxi.analytics.metrics.dimensions import FACTS, Fact
from guanxi.analytics.metrics.measures import Measure

Table = Any
Star = Mapping[str, Table]
SPANS = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}
UTC = "timestamp('UTC', 6)"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows count. `owners` holds, per kind of which not everything is seen, the members in the data scope."""

    owners: dict[str, list[int]] = field(default_factory=dict)
    shared: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of one measure: the days (both count), what it is split by, and the values it is narrowed to."""

    first: date | None
    last: date | None
    today: date
    by: tuple[str, ...] = ()
    only: dict[str, list[Any]] = field(default_factory=dict)


def expression(star: Star, measure: Measure, question: Question, scope: Scope) -> Table:
    """A table with a column per dimension (money has its currency beside) and `value`."""
    fact = FACTS[measure.fact]
    rows = _seen(star, star[fact.name], fact, scope)
    rows = rows.filter(measure.rows(rows, question.today))
    rows = rows.mutate(on_day=rows[measure.day or "day"])
    if measure.day:
        bounds = [rows.on_day.notnull()]
        bounds += [rows.on_day >= question.first] if question.first else []
        bounds += [rows.on_day <= question.last] if question.last else []
        rows = rows.filter(bounds)
    asked = dict.fromkeys([*question.by, *question.only])
    for name in asked:
        rows = _split(star, rows, fact, name)
    for name, values in question.only.items():
        rows = rows.filter(_among(rows[f"by_{name}"], values))
    names = list(dict.fromkeys([*question.by, *(["currency"] if measure.unit == "money" else [])]))
    if "currency" in names and "currency" not in asked:
        rows = _split(star, rows, fact, "currency")
    columns = {name: rows[f"by_{name}"] for name in names}
    if not columns:
        return rows.aggregate(value=measure.value(rows))
    return rows.group_by(**columns).aggregate(value=measure.value(rows))


def _among(column: Any, values: list[Any]) -> Any:
    given = [one for one in values if one is not None]
    found = column.isin(given) if given else column != column  # noqa: PLR0124 - nothing
    return found | column.isnull() if None in values else found


def _seen(star: Star, rows: Table, fact: Fact, scope: Scope) -> Table:
    """The rows of the fact that the scope covers."""
    if fact.seen == "moves":
        if "opportunity" not in scope.owners:
            return rows
        theirs = star["opportunities"].filter(star["opportunities"].owner_id.isin(scope.owners["opportunity"]))
        return rows.semi_join(theirs.select(seen_id="id"), rows.opportunity_id == theirs.select(seen_id="id").seen_id)
    if fact.seen not in scope.owners:
        return rows
    if fact.seen != "customer":
        return rows.filter(rows.owner_id.isin(scope.owners[fact.seen]))
    now = star["customers"]
    now = now.filter(now.is_current & (now.owner_id.isin(scope.owners["customer"]) | now.id.isin(scope.shared)))
    now = now.select(seen_id="id")
    return rows.semi_join(now, rows[fact.customer] == now.seen_id)


def _split(star: Star, rows: Table, fact: Fact, name: str) -> Table:
    """The rows with a column `by_…` for a dimension."""
    column = f"by_{name}"
    if column in rows.columns:
        return rows
    found = _own(rows, fact, name)
    if found is not None:
        return rows.mutate(**{column: found})
    if name == "holiday":
        return _of_day(star, rows, column)
    if name == "department":
        return _of_owner(star, _split(star, rows, fact, "owner"), fact)
    return _of_product(star, rows) if name == "series" else _of_customer(star, rows, fact, name)


def _own(rows: Table, fact: Fact, name: str) -> Any:
    """What the row itself says of a dimension; None where another table does."""
    if name in SPANS:
        return rows.on_day.truncate(SPANS[name])
    if name == "weekday":
        return rows.on_day.day_of_week.index().cast("int64") + 1
    columns = fact.own | ({"owner": fact.owner} if fact.owner else {}) | {"product": "product_id"}
    return rows[columns[name]] if name in columns else None


def _of_day(star: Star, rows: Table, column: str) -> Table:
    days = star["calendar"]
    said = days.works.ifelse("work", (days.holiday == "").ifelse("weekend", days.holiday))
    days = days.select(c_day=days.day, **{column: said})
    return rows.left_join(days, rows.on_day == days.c_day).drop("c_day")


def _moment(rows: Table, fact: Fact) -> Any:
    return rows[fact.moment] if fact.moment else rows.on_day.cast(UTC)


def _of_customer(star: Star, rows: Table, fact: Fact, name: str) -> Table:
    """What the customer was when it happened: an owner, a stage, a source, an industry."""
    past = star["customers"]
    column = "owner_id" if name == "owner" else name
    past = past.select(c_id=past.id, c_from=past.valid_from, c_to=past.valid_to, **{f"by_{name}": past[column]})
    rows = rows.mutate(c_at=_moment(rows, fact))
    on = [rows[fact.customer] == past.c_id, rows.c_at >= past.c_from, rows.c_at < past.c_to]
    return rows.left_join(past, on).drop("c_id", "c_from", "c_to", "c_at")


def _of_owner(star: Star, rows: Table, fact: Fact) -> Table:
    """The department in which the owner was when it happened."""
    past = star["members"]
    past = past.select(m_id=past.id, m_from=past.valid_from, m_to=past.valid_to, by_department=past.department_id)
    rows = rows.mutate(m_at=_moment(rows, fact))
    on = [rows.by_owner == past.m_id, rows.m_at >= past.m_from, rows.m_at < past.m_to]
    return rows.left_join(past, on).drop("m_id", "m_from", "m_to", "m_at")


def _of_product(star: Star, rows: Table) -> Table:
    products = star["products"]
    products = products.select(p_id=products.id, by_series=products.series)
    return rows.left_join(products, rows.product_id == products.p_id).drop("p_id")
