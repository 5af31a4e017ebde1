"""From a filter tree to a query: every condition checked against the kind's fields, the wrong ones named and left out."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from guanxi.core.actor import Actor
from guanxi.core.kinds import Kind
from guanxi.ui.lists import asking, compact, trees
from guanxi.ui.lists.asking import Ask, BadFilter
from guanxi.ui.lists.operators import Operator, filterable, operator
from guanxi.ui.lists.trees import Condition, Group, Problem


def parse(data: Any, kind: Kind, actor: Actor) -> tuple[Group, list[Problem]]:
    """The tree that JSON (or the compact text of an address) describes, without what this actor cannot ask of this kind."""
    tree, problems = trees.read(compact.expand(data) if isinstance(data, str) else data)
    return _checked(tree, kind, actor, problems), problems


def _checked(group: Group, kind: Kind, actor: Actor, problems: list[Problem]) -> Group:
    kept: list[Condition | Group] = []
    for item in group.items:
        if isinstance(item, Group):
            inner = _checked(item, kind, actor, problems)
            if inner.items:
                kept.append(inner)
            continue
        try:
            _check(item, kind, actor)
            kept.append(item)
        except BadFilter as bad:
            problems.append(Problem(compact.compact(Group("all", (item,))), bad.sentence))
    return Group(group.join, tuple(kept))


def find(condition: Condition, kind: Kind, actor: Actor) -> Operator | None:
    """The operator of a condition (None: search); raises `BadFilter` if the actor may not ask this."""
    if condition.field == trees.SEARCH and not kind.has(trees.SEARCH):
        return None
    if not any(one.name == condition.field for one in filterable(kind, actor)):
        raise BadFilter(_("There is no such field to filter by."))
    found = operator(kind, kind.field(condition.field), condition.op)
    if found is None:
        raise BadFilter(_("This cannot be asked of this field."))
    return found


def _check(condition: Condition, kind: Kind, actor: Actor) -> None:
    found = find(condition, kind, actor)
    if found is None:
        return
    if not found.least <= len(condition.values) <= found.most or any(not value.strip() for value in condition.values):
        raise BadFilter(_("The value is missing."))
    if found.takes:
        _build(condition, found, Ask(kind, actor, asking.LONG_AGO))


def _build(condition: Condition, found: Operator | None, ask: Ask) -> Q:
    if found is None:
        return search(" ".join(condition.values), ask)
    return found.build(ask, ask.kind.field(condition.field), condition.values)


def search(text: str, ask: Ask) -> Q:
    """The rows that the kind's search finds; by the beginning of their name where it has none."""
    if not text.strip():
        return Q()
    if ask.kind.search is None:
        field = asking.title_field(ask.kind)
        found = operator(ask.kind, field, "starts")
        return found.build(ask, field, (text,)) if found else Q()
    hits = ask.kind.search(text, ask.actor)
    return Q(pk__in=[]) if hits is None else Q(pk__in=hits)


def condition(tree: Group | Condition, ask: Ask) -> Q:
    """The query of a checked tree."""
    if isinstance(tree, Condition):
        return _build(tree, find(tree, ask.kind, ask.actor), ask)
    found = Q()
    for place, item in enumerate(tree.items):
        one = condition(item, ask)
        found = one if place == 0 else (found & one if tree.join == "all" else found | one)
    return found


def narrow(rows: "QuerySet[Any]", tree: Group, ask: Ask) -> "QuerySet[Any]":
    """The rows that fit the tree."""
    return rows.filter(condition(tree, ask)) if tree.items else rows
