"""The raw result as a Markdown table: ratios to the floor of the same run beside the targets, never a verdict."""

from typing import Any

Result = dict[str, Any]
TARGETS = {"JSON": 4, "HTML": 8, "create": 6}


def target(name: str) -> int | None:
    """How many times the bare view a case may cost in CPU, as the issue has it."""
    if name.startswith("create"):
        return TARGETS["create"]
    if not name.startswith(("list", "record", "search")):
        return None
    return TARGETS["HTML" if "HTML" in name else "JSON"]


def table(result: Result, before: Result | None = None) -> str:
    """Everything that was measured; with `before`, a smaller size's result, also the growth since then."""
    floor = result["floor"]["cpu_ms"]
    growth = {one["name"]: one["cpu_ms"] for one in before["cases"]} if before else {}
    head = ["case", "CPU ms", "of it web", "× bare view", "target", "p50 ms", "p95 ms", "at 8: p95 ms", "at 8: req/s"]
    head += [f"× {before['size']}"] if before else []
    lines = [_line(head), _line(["---"] * len(head))]
    lines.append(_row("bare view (40 rows, ORM)", result["floor"], floor, "1", []))
    for one in result["cases"]:
        allowed = target(one["name"])
        grown = [f"{one['cpu_ms'] / growth[one['name']]:.1f}" if one["name"] in growth else ""] if before else []
        lines.append(_row(one["name"], one, floor, f"≤ {allowed}" if allowed else "", grown))
    return "\n".join([_machine(result), "", *lines, "", *(_bulk(result) if result["bulk"] else []), *_rest(result)])


def _row(name: str, one: Result, floor: float, allowed: str, more: list[str]) -> str:
    ratio = f"{one['cpu_ms'] / floor:.1f}×" if one["cpu_ms"] else ""
    eight = one["eight"]
    cells = [name, f"{one['cpu_ms']:.1f}", f"{one['web_ms']:.1f}", ratio, allowed]
    cells += [f"{one['p50']:.1f}", f"{one['p95']:.1f}", f"{eight['p95']:.1f}", f"{eight['per_second']:.0f}"]
    return _line([*cells, *more]) + (f"  {one['errors']} errors: {one['bad']}" if one["errors"] else "")


def _machine(result: Result) -> str:
    sees = ", ".join(f"{name} sees {count:,}" for name, count in result["sees"].items())
    others = max(one["others"] for one in [result["floor"], *result["cases"]])
    return (
        f"{result['customers']:,} customers ({sees}); {result['cores']} cores, {result['memory']:.0f} GiB;"
        f" other programs took up to {others:.0%} of the machine."
    )


def _bulk(result: Result) -> list[str]:
    bulk = result["bulk"]
    brought = bulk["import"]
    lines = [_line(["bulk", "rows", "CPU s", "rows per CPU s", "wall s", "of COPY", "target"]), _line(["---"] * 7)]
    for name, one in bulk.items():
        rate = one["rows"] / one["cpu"]
        share, allowed = "", ""
        if name.startswith("COPY"):
            share, allowed = f"import is {brought['rows'] / brought['cpu'] / rate:.2f} of it", "≥ 0.33"
        lines.append(
            _line([name, f"{one['rows']:,}", f"{one['cpu']:.1f}", f"{rate:,.0f}", f"{one['wall']:.1f}", share, allowed])
        )
    return [*lines, ""]


def _rest(result: Result) -> list[str]:
    memory = result["memory_mib"]
    return [
        f"Start to first answer: {result['started_in']:.1f} s. Memory idle (PSS): {memory['ours']:.0f} MiB without PostgreSQL"
        f" (target under 350), {memory['postgres']:.0f} MiB PostgreSQL.",
    ]


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
