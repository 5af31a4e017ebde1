"""Answering questions in a process of its own, which holds the libraries that pages do without: `python -m guanxi.analytics.warehouse.ask`.

Reads JSON: the folder, the files per source, the questions, the scope. Writes JSON: per question a list of [values…, value].
"""

import json
import resource
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from guanxi.analytics.metrics.asking import Question, Scope, expression
from guanxi.analytics.metrics.measures import BY_NAME
from guanxi.analytics.warehouse import engines

MOST_ROWS = 5000
SECONDS = 60  # of reckoning, on all processors together


def answer(asked: dict[str, Any]) -> list[list[list[Any]]]:
    """The rows of each question, those with the greatest figures first."""
    star = engines.duckdb(Path(asked["folder"]), asked["files"])
    scope = Scope(**asked["scope"])
    return [rows(star, one, scope) for one in asked["questions"]]


def rows(star: dict[str, Any], asked: dict[str, Any], scope: Scope) -> list[list[Any]]:
    """The rows of one question."""
    table = expression(star, BY_NAME[asked["measure"]], question(asked), scope)
    table = table.order_by(table.value.desc()).limit(MOST_ROWS)
    names = [name for name in table.columns if name != "value"]
    return [[_plain(row[name]) for name in (*names, "value")] for row in table.to_pyarrow().to_pylist()]


def question(asked: dict[str, Any]) -> Question:
    """A question as it comes in."""
    first, last, today = (date.fromisoformat(asked[one]) if asked[one] else None for one in ("first", "last", "today"))
    if today is None:
        raise ValueError(asked)
    return Question(first, last, today, tuple(asked["by"]), asked["only"])


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal | date) else value


def main() -> None:
    """Answer what comes in."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    json.dump(answer(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
