"""The plan applied to records: who gets each. The preview asks the same as the job."""

from collections.abc import Mapping, Sequence
from typing import Any

from guanxi.core import holdings, kinds
from guanxi.core.holdings import Holding
from guanxi.staff.succession import ONE, TURNS, Plan, taker_of, taker_of_customer


def allot(
    plan: Plan, holding: Holding, ids: Sequence[int], *, dealt: int = 0, planned: Mapping[int, int] | None = None
) -> dict[int, int]:
    """The taker of each record. `dealt` customers went before these; `planned` says who will have the giver's customers."""
    if plan.rule == ONE and not plan.apart:
        return dict.fromkeys(ids, plan.takers[0])
    if holding.name in plan.apart:
        return dict.fromkeys(ids, plan.apart[holding.name])
    homes = holding.homes(ids)
    known = [one for one in {*homes.values()} if one is not None]
    values = _values(plan, known)
    if holding.name == "customer":
        return {pk: taker_of_customer(plan, dealt + number, values.get(pk, ())) for number, pk in enumerate(ids)}
    owners = _owners(known) | {pk: taker for pk, taker in (planned or {}).items() if pk in homes.values()}
    taken = {}
    for pk in ids:
        home = homes.get(pk)
        owner = owners.get(home) if home is not None else None
        taken[pk] = taker_of(plan, holding.name, home, owner, values.get(home, ()) if home is not None else ())
    return taken


def _values(plan: Plan, customers: Sequence[int]) -> dict[int, list[str]]:
    if plan.rule in {ONE, TURNS} or not customers:
        return {}
    division = next(one for one in holdings.divisions() if one.name == plan.rule)
    return division.of(customers)


def _owners(customers: Sequence[int]) -> dict[int, int | None]:
    rows: Any = kinds.kind("customer").model._default_manager
    return dict(rows.filter(pk__in=customers).values_list("pk", "owner_id")) if customers else {}
