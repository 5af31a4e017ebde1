"""The demo: real files from demo/files, loaded once by the product's own importer with the plans of demo/plans."""

import json
from pathlib import Path
from typing import Any

from guanxi.config import env

FOLDER = env.ROOT / "demo"
ADMINISTRATOR = "admin@example.com"
PASSWORD = "guanxi-demo"  # noqa: S105 - printed at every start of the demo; a company begins with DEMO=no
SIGN_INS = (ADMINISTRATOR, "dustin.brinkmann@example.com", "darcel.schlecht@example.com")


def ensure() -> list[str]:
    """Make the demo company and start its imports, unless they were started before; answers who can sign in.

    An installation that was begun without the demo keeps to itself: nothing is added to a company's own members.
    """
    from guanxi.core.actor import acting_as_system
    from guanxi.staff.models import Member

    with acting_as_system("demo"):
        administrator = Member.objects.filter(email=ADMINISTRATOR).first()
        if administrator is None and Member.objects.exists():
            return []
    member_id = administrator.pk if administrator else _found()
    for plan in sorted((FOLDER / "plans").glob("*.json")):
        _start(member_id, json.loads(plan.read_text()))
    if administrator is None:
        _steer(member_id)
    return [f"Demo sign-ins (password {PASSWORD}): {', '.join(SIGN_INS)}"]


def _found() -> int:
    """The demo company with its administrator."""
    from guanxi.core import clock
    from guanxi.core.actor import acting_as_system
    from guanxi.staff.actions.company import install

    with acting_as_system("demo") as actor:
        company = {"name": "Guanxi Demo", "currency": "CNY"}
        member = {"name": "Demo Administrator", "email": ADMINISTRATOR}
        return install(company, member, PASSWORD, actor=actor, at=clock.now()).pk


def _start(member_id: int, plan: dict[str, Any]) -> None:
    """Begin one import, once; the members come in at once, so that somebody can sign in, the rest as jobs."""
    from guanxi.config.cli.import_ import begin
    from guanxi.core import work
    from guanxi.core.actor import acting_as
    from guanxi.intake.models import Import

    file = FOLDER / "files" / plan["file"]
    with acting_as(member_id, through="shell"):
        name = file.name.removesuffix(".xz")
        if Import.objects.filter(upload__name=name, target=plan["target"], member_id=member_id).exists():
            return
    _run_id, work_id = begin(member_id, file, plan)
    if plan["target"] == "member":
        work.run(work_id)
        _open_doors(file)


def _open_doors(file: Path) -> None:
    """The demo's members sign in with the demo's password; those of a real company choose theirs after an invitation."""
    import csv

    from django.contrib.auth.hashers import make_password

    from guanxi.core.actor import acting_as_system
    from guanxi.staff.models import Member

    with file.open(encoding="utf-8", newline="") as handle:
        mails = [row["mail"] for row in csv.DictReader(handle)]
    with acting_as_system("demo"):
        Member.objects.filter(email__in=mails).update(password=make_password(PASSWORD))


def _steer(member_id: int) -> None:
    """What no file of the sources says: the sales targets that build.py computed, and two rules that share leads out."""
    import csv
    from datetime import date
    from decimal import Decimal

    from guanxi.core import clock
    from guanxi.core.actor import acting_as
    from guanxi.sales.actions.leadrule import save_rule
    from guanxi.sales.actions.target import set_target
    from guanxi.staff.models import Department, Member

    with acting_as(member_id, through="shell") as actor, (FOLDER / "files" / "targets.csv").open(newline="") as handle:
        members = dict(Member.objects.values_list("name", "pk"))
        departments = dict(Department.objects.values_list("name", "pk"))
        for row in csv.DictReader(handle):
            set_target(
                date.fromisoformat(row["quarter"]), Decimal(row["amount"]), row["currency"], member_id=members.get(row["member"]),
                department_id=departments.get(row["department"]), actor=actor, at=clock.now(),
            )  # fmt: skip
        sellers = Member.objects.filter(department__name="Central", manager__isnull=False).order_by("pk")
        turn = {"product_lines": ["Deposits"], "way": "turn", "members": list(sellers.values_list("pk", flat=True))}
        for rule in (turn, {"way": "pool"}):
            save_rule(None, rule, actor=actor, at=clock.now())
    _lay_out(member_id)
    _score(member_id)


def _lay_out(member_id: int) -> None:
    """A dashboard per role, of all time: what the sources tell lies years back."""
    from guanxi.core import clock
    from guanxi.core.actor import acting_as
    from guanxi.dashboards.actions.dashboard import begin, give
    from guanxi.dashboards.offered import TEMPLATES
    from guanxi.staff.models import Role

    with acting_as(member_id, through="shell") as actor:
        roles = dict(Role.objects.exclude(built_in="").values_list("built_in", "pk"))
        for one in TEMPLATES:
            made = begin(one.key, actor=actor, at=clock.now(), period="all")
            give(made, [roles[name] for name in one.roles or ("administrator",)], [], actor=actor)


def _score(member_id: int) -> None:
    """Scorecards with the goals that build.py computed; what was reached is reckoned once the records are in."""
    import csv
    from decimal import Decimal
    from itertools import groupby

    from guanxi.core import clock
    from guanxi.core.actor import acting_as
    from guanxi.staff.models import Department, Member
    from guanxi.steering import periods
    from guanxi.steering.actions.card import GoalGiven, save_card

    with acting_as(member_id, through="shell") as actor, (FOLDER / "files" / "scorecards.csv").open(newline="") as file:
        members = dict(Member.objects.values_list("name", "pk"))
        departments = dict(Department.objects.values_list("name", "pk"))
        named = groupby(csv.DictReader(file), key=lambda row: tuple(row.values())[:4])
        for (period, department, member, currency), rows in named:
            span, first = periods.read(period) or ("", None)
            who = {"member_id": members.get(member), "department_id": departments.get(department)}
            numbers = [(row["measure"], Decimal(row["goal"]), Decimal(row["warn"]), int(row["weight"])) for row in rows]
            goals = [GoalGiven(*one) for one in numbers]
            save_card({"span": span, "first": first, **who}, goals, currency, actor=actor, at=clock.now())
        _pay(departments["Central"], actor)


def _pay(department_id: int, actor: Any) -> None:
    """A scheme of incentives for the department of the demo's sign-ins, in force since the quarter of the first targets."""
    from datetime import date

    from guanxi.core import clock
    from guanxi.staff.models import Department
    from guanxi.steering.actions.incentive import activate, save_scheme, try_scheme
    from guanxi.steering.models import Scheme

    terms = {"name": "Commission", "basis": "won", "way": "percent", "span": "quarter", "currency": "USD"}
    whom = {"department": Department.objects.get(pk=department_id), "people": [], "cap": None}
    given = {"actor": actor, "at": clock.now()}
    scheme = save_scheme(None, terms | whom | {"steps": [["0", "1"], ["100000", "2"]]}, **given)
    try_scheme(scheme, date(2017, 4, 1), **given)
    activate(Scheme.objects.get(pk=scheme.pk), date(2017, 7, 1), **given)
