"""The roll-out: the phase that runs, what endangers it, who writes what, and what is known of customers."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from guanxi.analytics import gaps
from guanxi.core import clock
from guanxi.staff.queries.company import today_of
from guanxi.steering import rollout_risks as risks
from guanxi.steering.actions.rollout import may_keep
from guanxi.steering.models import Aim, Phase
from guanxi.steering.queries import rollout as queries
from guanxi.steering.queries.rollout import Known, Person
from guanxi.steering.rollout import AREAS, BY_NAME, LATELY, WIDELY, Use
from guanxi.steering.views.shown import NARROWABLE
from guanxi.ui.templatetags.ui import grouped

WORST = 3  # fields per team
Teams = dict[int | None, list[Person]]


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Goals first, then risks, then the figures by team and member that the reader sees."""
    actor, now = request.actor, clock.now()
    today = today_of(now)
    people, names = queries.people(actor, today), queries.teams()
    by_owner, counted = queries.quality()
    by_team: Teams = defaultdict(list)
    for one in people:
        by_team[one.team].append(one)
    known = {team: _known(by_owner, [one.pk for one in those]) for team, those in by_team.items()}
    phases = queries.phases()
    shown = [_phase(one, today) for one in phases]
    now_runs = next((one for one in shown if one["runs"]), None)
    alone = len(people) == 1
    said = {team: people[0].name if alone else names.get(team or 0, _("No department")) for team in by_team}
    teams = [_team(team, said[team], those, known[team], today, actor) for team, those in by_team.items()]
    chosen = _chosen(request, by_team)
    context = {
        "title": _("Roll-out"),
        "may_keep": may_keep(actor),
        "phases": shown,
        "runs": now_runs,
        "risks": _risks(now_runs, by_team, said, known, by_owner, today, now) if counted or not alone else [],
        "teams": [one for one in teams if one["active"]],
        "quality": [one for one in teams if one["known"].customers],
        "members": [_member(one) for one in by_team.get(chosen, []) if one.active],
        "chosen": said.get(chosen, ""),
        "alone": alone,
        "areas": [label for label, _kinds in AREAS.values()],
        "counted": counted,
        "may_see_customers": actor.may("see", "customer"),
        "lately": LATELY,
        "widely": WIDELY,
    }
    return render(request, "steering/rollout.html", context)


def _chosen(request: HttpRequest, by_team: Teams) -> int | None:
    asked = request.GET.get("team", "")
    team = int(asked) if asked.isdecimal() and asked.isascii() and len(asked) < 19 else 0
    if asked == "none" or team in by_team:
        return team or None
    return next((one for one, those in by_team.items() if any(who.active for who in those)), None)


def _known(by_owner: dict[int | None, Known], owners: list[int]) -> Known:
    whole = Known()
    for one in owners:
        if one in by_owner:
            queries.add(whole, by_owner[one])
    return whole


def _phase(phase: Phase, today: date) -> dict[str, Any]:
    aims = [_aim(one) for one in phase.seen]  # type: ignore[attr-defined]
    return {
        "it": phase,
        "runs": phase.begins <= today <= phase.ends,
        "over": phase.ends < today,
        "left": (phase.ends - today).days,
        "aims": aims,
        "missing": sum(one["tone"] == "bad" for one in aims),
        "reached": sum(one["tone"] == "ok" for one in aims),
    }


def _aim(aim: Aim) -> dict[str, Any]:
    use, reached = BY_NAME[aim.measure], getattr(aim, "reached", None)
    figure = reached.figure if reached else None
    tone = "" if figure is None else "ok" if figure >= aim.target else "bad"
    state = {"ok": pgettext("goal", "Reached"), "bad": pgettext("goal", "Missing")}.get(tone) or (
        _("No figure") if reached else _("Not counted yet")
    )
    return {
        "label": use.label,
        "words": use.words,
        "where": str(aim.department or _("The company")),
        "figure": _spell(use, figure),
        "target": _spell(use, aim.target),
        "tone": tone,
        "state": state,
        "advice": use.advice if tone == "bad" else "",
        "url": "" if use.page == "rollout" else reverse(use.page),
    }


def _spell(use: Use, figure: Any) -> str:
    if figure is None:
        return "–"
    number = grouped(figure.normalize() if figure % 1 else figure.to_integral_value())
    return f"{number} %" if use.unit == "share" else number


def _team(team: int | None, name: str, people: list[Person], known: Known, today: date, actor: Any) -> dict[str, Any]:
    active = [one for one in people if one.active]
    lately = today - timedelta(days=LATELY - 1)
    return {
        "name": name,
        "key": team or "none",
        "active": len(active),
        "lately": sum(one.wrote_since(lately) for one in active),
        "widely": sum(one.last is not None for one in active),
        "came": sum(one.signed_in is not None for one in active),
        "areas": [sum(area in one.areas for one in active) for area in AREAS],
        "known": known,
        "customers": grouped(known.customers),
        "mean": "–" if known.mean is None else f"{known.mean:.0f} %",
        "before": "–" if known.before is None else f"{known.before:.0f} %",
        "worst": _worst(known, [one.pk for one in people], actor),
    }


def _worst(known: Known, owners: list[int], actor: Any) -> list[dict[str, Any]]:
    """The fields that are missing most often, each with the list of the customers that lack it."""
    fit = [one for one in gaps.GAPS if one.missing and known.gaps.get(one.key) and one.key != "owner"]
    narrow = f"owner:any:{','.join(map(str, owners))}" if len(owners) <= NARROWABLE else ""
    linked = narrow and actor.may("see", "customer")
    found = sorted(fit, key=lambda one: -known.gaps[one.key])[:WORST]
    listed = reverse("customer_list")
    return [
        {
            "label": one.label,
            "number": grouped(known.gaps[one.key]),
            "url": f"{listed}?{urlencode({'f': f'{narrow};{one.missing}'})}" if linked else "",
        }
        for one in found
    ]


def _member(one: Person) -> dict[str, Any]:
    return {"it": one, "areas": [one.areas.get(area, 0) for area in AREAS]}


def _risks(
    runs: dict[str, Any] | None, by_team: Teams, said: dict[int | None, str], known: dict[int | None, Known],
    by_owner: dict[int | None, Known], today: date, now: datetime,
) -> list[dict[str, str]]:  # fmt: skip
    found = []
    if runs:
        found.append(risks.ending(runs["it"].name, runs["it"].ends, runs["missing"], today))
    found.append(risks.never_came((one for those in by_team.values() for one in those), now))
    alone = sum(map(len, by_team.values())) == 1
    found += [risks.silent("" if alone else said[team], those, today) for team, those in by_team.items()]
    if None in by_owner:  # only who sees everybody's knows how many are nobody's
        found.append(risks.unowned(_known(by_owner, list(by_owner)), by_owner[None]))  # type: ignore[arg-type]
    found += [risks.fell(said[team], known[team]) for team in by_team]
    return [
        {
            "says": one.says,
            "advice": one.advice,
            "url": (reverse(one.page) + (f"?{one.query}" if one.query else "")) if one.page else "",
        }
        for one in found
        if one
    ]
