"""Sizes that keep the house small (docs/architecture.md, "Budgets")."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

from guanxi.config.env import ROOT

FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
PRODUCT = ROOT / "guanxi"


def files(pattern: str, *, without: tuple[str, ...] = ()) -> Iterator[Path]:
    for path in sorted(PRODUCT.rglob(pattern)):
        if not {"vendor", "migrations", "__pycache__", *without} & set(path.relative_to(PRODUCT).parts):
            yield path


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def longer_than(limit: int, found: Iterator[Path]) -> dict[str, int]:
    sizes = {str(path.relative_to(ROOT)): lines(path) for path in found}
    return {name: size for name, size in sizes.items() if size > limit}


def functions() -> list[tuple[str, int]]:
    """Name and length in lines of every function of the product, nested ones included, without its decorators."""
    found = []
    for path in files("*.py", without=("tests",)):
        nodes = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, FUNCTION)]
        found += [(f"{path.relative_to(ROOT)}:{node.name}", node.end_lineno - node.lineno + 1) for node in nodes]
    return found


def test_python_files_are_at_most_400_lines() -> None:
    assert longer_than(400, files("*.py")) == {}


def test_half_of_the_python_files_have_at_most_80_lines() -> None:
    sizes = [lines(path) for path in files("*.py", without=("tests",)) if path.name != "__init__.py"]
    assert statistics.median(sizes) <= 80


def test_functions_are_at_most_80_lines() -> None:
    assert [(name, size) for name, size in functions() if size > 80] == []


def test_95_percent_of_functions_have_at_most_40_lines() -> None:
    sizes = sorted(size for _, size in functions())
    assert sizes[int(len(sizes) * 0.95)] <= 40


def test_templates_are_at_most_150_lines() -> None:
    assert longer_than(150, files("*.html")) == {}


def test_style_sheets_are_at_most_250_lines() -> None:
    assert longer_than(250, files("*.css")) == {}


def test_scripts_are_at_most_150_lines() -> None:
    assert longer_than(150, files("*.js")) == {}


def test_nothing_is_named_after_its_having_no_subject() -> None:
    vague = {"utils", "util", "helpers", "helper", "services", "service", "managers", "manager", "common", "misc"}
    assert [str(path.relative_to(ROOT)) for path in files("*.py") if path.stem in vague] == []
