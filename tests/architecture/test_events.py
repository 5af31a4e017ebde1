"""Events: everything declared is emitted by shipped code in its declared shape, everything subscribed is declared."""

import ast
from pathlib import Path

import pytest

from guanxi.config.env import ROOT
from guanxi.core import events

PACKAGES = [path for path in (ROOT / "guanxi").iterdir() if (path / "events.py").exists() and path.name != "core"]


def declared() -> dict[str, dict[str, str]]:
    """Per package: constant → event name, read from its events.py."""
    found = {}
    for package in PACKAGES:
        tree = ast.parse((package / "events.py").read_text())
        found[package.name] = {
            node.targets[0].id: node.value.args[0].value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        }
    return found


def mentions(package: Path, constant: str) -> list[str]:
    """Shipped files of the package, other than its events.py, that name the constant."""
    return [
        str(path.relative_to(ROOT))
        for path in package.rglob("*.py")
        if "tests" not in path.parts
        and path.name != "events.py"
        and any(
            (isinstance(node, ast.Name) and node.id == constant)
            or (isinstance(node, ast.Attribute) and node.attr == constant)
            for node in ast.walk(ast.parse(path.read_text()))
        )
    ]


def test_every_event_is_known_by_the_name_of_its_package() -> None:
    names = {name: package for package, constants in declared().items() for name in constants.values()}
    assert set(names) == set(events._declared)
    assert {name: package for name, package in names.items() if name.split(".")[0] != package} == {}
    assert [name for name in names if len(name.split(".")) != 3] == []


def test_every_declared_event_is_emitted_by_its_package() -> None:
    silent = [
        name
        for package in PACKAGES
        for constant, name in declared()[package.name].items()
        if not mentions(package, constant)
    ]
    assert silent == []


def test_every_subscribed_event_is_declared() -> None:
    assert {name for name, handlers in events._handlers.items() if handlers} - set(events._declared) == set()


def test_an_event_of_another_shape_is_refused() -> None:
    for name, payload in events._declared.items():
        wrong = events.Event(name, [1], None, None, dict.fromkeys((*payload, "more")))  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=name):
            events.emit(wrong)


def test_nobody_subscribes_to_what_nobody_declares() -> None:
    with pytest.raises(KeyError):
        events.subscribe("nobody.nothing.happened", lambda _event: None)
