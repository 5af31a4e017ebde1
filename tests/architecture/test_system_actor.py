"""Who may act with every power: the callers of `acting_as_system` in what is shipped, each with its reason."""

import ast
from collections import Counter
from pathlib import Path

from guanxi.config.env import ROOT

# (file, reason given to the history): how often, and why there is no member to act as
CALLERS = {
    (
        "guanxi/analytics/actions/foresee.py",
        "chance",
    ): "learning from every lead and order: what is kept of each is seen with the lead or customer, models tell shares",
    (
        "guanxi/analytics/actions/reckon.py",
        "value",
    ): "models are fitted on every customer's orders; what is kept of each is seen with him, sums by owner like his customers",
    (
        "guanxi/analytics/actions/fill.py",
        "warehouse",
    ): "the warehouse holds everybody's records; what is asked of it is narrowed to what the asker sees",
    (
        "guanxi/analytics/queries/warehouse.py",
        "behind",
    ): "whether anybody's file came in after the figures were made: answers yes or no",
    ("guanxi/analytics/jobs.py", "warehouse"): "the same every hour: nobody asked",
    ("guanxi/analytics/jobs.py", "foresee"): "the same once a day, and of new leads: nobody asked",
    (
        "guanxi/analytics/actions/survey.py",
        "survey",
    ): "looking at every customer's orders, contacts and relations; what is kept of each is seen with him",
    ("guanxi/analytics/jobs.py", "proposals"): "the first step with each customer, once a day: nobody asked",
    ("guanxi/analytics/jobs.py", "survey"): "the same once a day: nobody asked",
    ("guanxi/analytics/jobs.py", "value"): "the same once a day: nobody asked",
    ("guanxi/approvals/jobs.py", "approvals"): "reminding whoever let a decision wait: nobody asked",
    ("guanxi/config/demo.py", "demo"): "filling an installation that has no members yet",
    ("guanxi/contracts/jobs.py", "contracts"): "telling owners of endings and overdue instalments: nobody asked",
    ("guanxi/core/work.py", "work"): "reading whose work it is, before acting as that member",
    ("guanxi/core/work.py", "work:{}"): "work of the system itself; noting the failure of a member who was deactivated",
    (
        "guanxi/dashboards/actions/sending.py",
        "dashboards",
    ): "reading which cards a mail has, and noting how far it is; its figures are asked for as the receiver",
    ("guanxi/dashboards/jobs.py", "dashboards"): "writing down which mails are due: nobody asked",
    ("guanxi/sales/jobs.py", "results"): "sums of won and lost of every owner; members see those of their data scope",
    ("guanxi/sales/jobs.py", "chances"): "learning from every opportunity: what is kept are counts",
    (
        "guanxi/sales/jobs.py",
        "outlook",
    ): "foreseeing from every opportunity: what is kept are sums by owner, seen like his opportunities",
    ("guanxi/sales/views/public_quote.py", "quote-answer"): "a customer answers his quote; the signed link proves him",
    (
        "guanxi/sales/views/public_quote.py",
        "quote-link",
    ): "a customer reads what was sent to him; the signed link proves him",
    (
        "guanxi/staff/queries/why.py",
        "why",
    ): "answering an administrator why somebody sees a record: answers reasons only",
    ("guanxi/staff/views/first_run.py", "first-run"): "the first member makes himself",
    ("guanxi/staff/views/join.py", "invitation"): "an invited member sets his password; the token proves him",
    (
        "guanxi/steering/actions/incentive.py",
        "incentives",
    ): "a trial sums up records of those the scheme covers; it is for those who see everybody's incentives",
    (
        "guanxi/steering/actions/statement.py",
        "incentives",
    ): "a statement lists the records that a member is paid for; it is seen by him and those who see his incentives",
    ("guanxi/steering/jobs.py", "evaluations"): "reminding whoever did not write yet: nobody asked",
    ("guanxi/steering/jobs.py", "incentives"): "the same where records changed: nobody asked",
    (
        "guanxi/steering/actions/reckon.py",
        "scorecards",
    ): "a scorecard sums up records of those it covers; its figures are seen with it",
    (
        "guanxi/steering/actions/rollout.py",
        "rollout",
    ): "a goal of the roll-out is judged by tables that count everybody; it is seen like the goal",
    ("guanxi/steering/jobs.py", "rollout"): "counting who writes what and what is known of customers: nobody asked",
    ("guanxi/steering/jobs.py", "scorecards"): "the same where goals or figures are newer: nobody asked",
    ("guanxi/timeline/jobs.py", "attachments"): "sweeping files that no attachment names",
}


def callers() -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for path in sorted((ROOT / "guanxi").rglob("*.py")):
        if "tests" not in path.parts:
            found.update((str(path.relative_to(ROOT)), reason) for reason in _reasons(path))
    return found


def _reasons(path: Path) -> list[str]:
    calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    return [_text(call.args[0]) for call in calls if _name(call.func) == "acting_as_system"]


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.JoinedStr), ast.dump(node)
    return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)


def test_every_caller_with_every_power_is_known() -> None:
    assert sorted(callers()) == sorted(CALLERS)


def test_nobody_sets_the_actor_past_the_two_doors() -> None:
    doors = {
        "guanxi/core/actor.py",
        "guanxi/staff/migrations/0003_roles.py",
    }  # the latter: built-in roles of an empty database
    ways = ("guanxi_enter(", "guanxi_enter_system(", "guanxi_set(", "set_config('guanxi", "guanxi_restore(")
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "guanxi").rglob("*.py")
        if "tests" not in path.parts and any(way in path.read_text() for way in ways)
    }
    assert found == doors
