"""Roles, read: the matrix and what it means in words."""

from typing import Any

from django.db.models import Count
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanxi.core import kinds
from guanxi.staff.catalogue import KINDS, VERBS
from guanxi.staff.models import Role, Scope


def roles() -> list[Role]:
    """All roles with their grants and `holders`, those that came with the product first."""
    found = Role.objects.annotate(holders=Count("members")).prefetch_related("grants")
    return sorted(found, key=lambda role: (not role.built_in, role.pk if role.built_in else 0, str(role.label)))


def matrix(role: Role | None, *, chosen: Any = None) -> list[dict[str, Any]]:
    """Rows of the matrix: per kind its verbs with what is granted, and the scope; `chosen` is a refused form's data."""
    grants = {grant.kind: grant for grant in role.grants.all()} if role else {}
    rows = []
    for kind in KINDS:
        grant = grants.get(kind.name)
        given = set(grant.verbs) if grant else set()
        scope = grant.scope if grant else Scope.OWN
        if chosen is not None:
            given = {name.partition(".")[2] for name in chosen.getlist("grant") if name.startswith(f"{kind.name}.")}
            scope = chosen.get(f"scope.{kind.name}", scope)
        rows.append(
            {
                "kind": kind,
                "cells": [
                    {"verb": verb, "word": VERBS[verb], "can": verb in kind.verbs, "on": verb in given}
                    for verb in VERBS
                ],
                "scope": scope,
            }
        )
    return rows


def maskable() -> list[dict[str, Any]]:
    """Fields that can be shown in part only, of every kind."""
    return [
        {"name": f"{kind.name}.{field.name}", "kind": kind.label, "label": field.label}
        for kind in kinds.all_kinds()
        for field in kind.fields
        if field.maskable
    ]


def in_words(role: Role) -> list[str]:
    """What a role means, one sentence per kind that it grants something on; expects prefetched grants."""
    by_kind = {grant.kind: grant for grant in role.grants.all()}
    sentences = []
    for kind in KINDS:
        grant = by_kind.get(kind.name)
        if grant is None:
            continue
        verbs = [str(VERBS[verb]).lower() for verb in kind.verbs if verb in grant.verbs and verb != "see"]
        parts = []
        if "see" in grant.verbs:
            parts.append(_scope_words(grant.scope) if kind.owned else _("sees them where the customer is seen"))
        if verbs:
            parts.append(_("may %(verbs)s") % {"verbs": _(", ").join(verbs)})
        if kind.name in {"product", "import"} and "see" in grant.verbs:
            parts[0] = _("sees all of them") if kind.name == "product" else _("sees their own")
        sentences.append(_("%(kind)s: %(what)s.") % {"kind": capfirst(str(kind.label)), "what": _("; ").join(parts)})
    if role.masked:
        names = {row["name"]: f"{row['kind']} – {row['label']}" for row in maskable()}
        hidden = _(", ").join(names.get(name, name) for name in role.masked)
        sentences.append(_("Shown only in part: %(fields)s.") % {"fields": hidden})
    return sentences


def _scope_words(scope: str) -> str:
    return {
        "own": _("sees their own"),
        "team": _("sees their own and those of their subordinates"),
        "department": _("sees those of their department"),
        "tree": _("sees those of their department and of all below it"),
        "all": _("sees all"),
    }[scope]
