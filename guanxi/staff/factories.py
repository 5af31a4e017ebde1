"""Staff for tests: plain functions with sensible defaults. Call them inside `acting_as_system`."""

from itertools import count
from typing import Any

from guanxi.staff.models import Department, Grant, Member, Role

_number = count(1)
VERBS = ["see", "create", "edit", "delete", "export", "assign"]
BUSINESS_KINDS = [
    "customer", "contact", "entry", "task", "promise", "product", "pricebook", "order", "fact", "opportunity", "lead", "quote", "accountplan", "contract",
    "payment", "invoice", "import",
]  # fmt: skip
PASSWORD = "correct horse battery"  # noqa: S105 - for tests


def make_department(name: str = "", *, parent: Department | None = None) -> Department:
    """A department."""
    return Department.objects.create(name=name or f"Department {next(_number)}", parent=parent)


def make_role(
    scope: str = "own", *, kinds: list[str] | None = None, verbs: list[str] | None = None, **values: Any
) -> Role:
    """A role with the same verbs and scope on all kinds given (default: every business kind)."""
    role = Role.objects.create(name=values.pop("name", f"Role {next(_number)}"), **values)
    granted = VERBS if verbs is None else verbs
    Grant.objects.bulk_create(
        Grant(role=role, kind=kind, scope=scope, verbs=granted) for kind in (BUSINESS_KINDS if kinds is None else kinds)
    )
    return role


def make_administrator_role() -> Role:
    """Everything on everything, the staff pages included."""
    role = make_role("all", verbs=[*VERBS, "administer"])
    Grant.objects.create(role=role, kind="staff", scope="all", verbs=["see", "administer"])
    Grant.objects.create(role=role, kind="approval", scope="all", verbs=["administer"])
    Grant.objects.create(role=role, kind="scorecard", scope="all", verbs=["see", "edit", "administer"])
    Grant.objects.create(role=role, kind="floor", scope="all", verbs=["see", "edit"])
    Grant.objects.create(role=role, kind="work", scope="all", verbs=["administer"])
    return role


def make_member(name: str = "", *, scope: str | None = "own", roles: list[Role] | None = None, **values: Any) -> Member:
    """An active member; with `scope` and no roles he gets a role of that scope on every business kind."""
    number = next(_number)
    name = name or f"Member {number}"
    member = Member.objects.create_user(
        values.pop("email", f"member{number}@example.com"), values.pop("password", PASSWORD), name=name, **values
    )
    given = roles if roles is not None else ([make_role(scope)] if scope else [])
    member.roles.set(given)
    return member
