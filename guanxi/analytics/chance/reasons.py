"""Why somebody's chance is what it is: the facts that raise it most and those that lower it most. No I/O."""

from typing import Any

import numpy as np

from guanxi.analytics.chance.families import FAMILIES
from guanxi.analytics.chance.table import Table

MOST = 3
LEAST = 0.05  # log-odds: less moves no chance by more than about a percent
Reason = list[Any]  # name of the column, its value (None: not known), what it adds to the log-odds


def reasons(learnt: dict[str, Any], table: Table) -> list[tuple[list[Reason], list[Reason]]]:
    """Per case three at most for it and three at most against, the strongest first."""
    adds = FAMILIES[learnt["family"]].contributions(learnt["model"], table)
    names = learnt["model"]["names"]
    order = np.argsort(-np.abs(adds), axis=1, kind="stable")
    found = []
    for row, places in enumerate(order):
        told = [[names[place], _value(table, names[place], row), round(float(adds[row, place]), 3)] for place in places]
        strong = [one for one in told if abs(one[2]) >= LEAST]
        found.append(([one for one in strong if one[2] > 0][:MOST], [one for one in strong if one[2] < 0][:MOST]))
    return found


def _value(table: Table, name: str, row: int) -> Any:
    value = table.columns[name][row]
    if not table.is_number(name):
        return str(value)
    return None if np.isnan(value) else round(float(value), 4)
