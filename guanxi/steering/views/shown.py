"""Figures of scorecards in words, and the addresses of what is behind them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.core.actor import Actor
from guanxi.steering.measured import PERSPECTIVES, Measured
from guanxi.steering.models import Card, Evaluation
from guanxi.steering.periods import last_of, written
from guanxi.steering.queries.card import Row, Shown, owners_of
from guanxi.ui.templatetags.ui import grouped
from guanxi.ui.words import money_text

NARROWABLE = 50  # members that a list takes as a condition
NEEDS = {
    "promise_list": "promise", "value": "fact", "explorer": "fact", "lead_list": "lead", "opportunity_board": "opportunity",
    "contract_list": "contract", "opportunity_losses": "opportunity", "opportunity_funnel": "opportunity",
}  # fmt: skip
# The kind of the records behind a figure, and how its list is narrowed to them.
DATED = {
    "won_amount": ("opportunity", "state:any:won", "closed_on"),
    "win_rate": ("opportunity", "state:any:won,lost", "closed_on"),
    "sales_cycle": ("opportunity", "state:any:won", "opened_on:not_empty", "closed_on"),
}
LISTED = {
    "promises_kept": ("promise", "due_at"),
    "bought_again": ("customer", "stage:any:customer"),
    "reached": ("customer", "stage:any:customer"),
}


def spell(measured: Measured, value: Decimal | None, currency: str) -> str:
    """A figure in words."""
    if value is None:
        return "–"
    if measured.unit == "money":
        return money_text(value, currency or "CNY")
    number = grouped(value.quantize(Decimal("0.1")).normalize() if value % 1 else value.to_integral_value())
    if measured.unit == "share":
        return f"{number} %"
    return _("{number} days").format(number=number) if measured.unit == "days" else number


def whose(card: Card) -> str:
    """Whose it is, in words."""
    return str(card.member or card.department or _("The company"))


def title_of(card: Card) -> str:
    """Whose and when."""
    return f"{whose(card)} · {written(card.span, card.first)}"


def row_of(row: Row, card: Card, owners: Sequence[int] | None, actor: Actor) -> dict[str, Any]:
    """A goal as the page shows it."""
    one = row.measured
    return {
        "label": one.label,
        "words": one.words,
        "value": spell(one, row.value, row.goal.currency),
        "goal": spell(one, row.goal.goal, row.goal.currency),
        "warn": spell(one, row.goal.warn, row.goal.currency),
        "less": one.less,
        "weight": row.goal.weight,
        "tone": row.judged.light,
        "light": light_word(row.judged.light),
        "url": behind(row, card, owners, actor) if row.value is not None else "",
    }


def course_of(row: Row, history: Sequence[Shown]) -> list[float]:
    """The figures of a goal's measure in the periods up to now, the oldest first; in another currency it is another figure."""
    found = []
    for one in reversed(history):
        for each in one.rows:
            same = each.goal.measure == row.goal.measure and each.goal.currency == row.goal.currency
            if same and each.value is not None:
                found.append(float(each.value))
    return found


def evaluation_of(one: Evaluation | None) -> dict[str, Any] | None:
    """An evaluation as it stands beside the figures: the mean mark of the manager, and what both sides wrote."""
    if one is None:
        return None
    told = {each.side: each for each in one.reviews.all()}
    marks = [*(told["manager"].marks.values() if "manager" in told else ())]
    return {
        "it": one,
        "mark": f"{sum(marks) / len(marks):.1f}" if marks else "",
        "said": [(each.get_side_display(), each.words) for side in ("self", "manager") if (each := told.get(side))],
    }


def light_word(light: str) -> str:
    """A light in a word."""
    return {"ok": pgettext("goal", "Reached"), "warn": _("Nearly"), "bad": _("Missed")}.get(light, _("No figure"))


def weakest_of(shown: Shown, actor: Actor) -> dict[str, Any]:
    """The weakest perspective, the goals that drag it down, and what to do about the first."""
    if not shown.weakest:
        return {}
    first = shown.weakest[0]
    page = first.measured.page
    may = page not in NEEDS or actor.may("see", NEEDS[page])
    told = [
        _("{measure}: {value} instead of {goal}").format(
            measure=one.measured.label, value=spell(one.measured, one.value, one.goal.currency),
            goal=spell(one.measured, one.goal.goal, one.goal.currency),
        )
        for one in shown.weakest
    ]  # fmt: skip
    label = PERSPECTIVES[first.measured.perspective][0]
    return {"label": label, "goals": told, "advice": first.measured.advice, "url": reverse(page) if may else ""}


def behind(row: Row, card: Card, owners: Sequence[int] | None, actor: Actor) -> str:
    """The records behind a figure, or the explorer asking for it; "" where neither can be narrowed to them."""
    name, days = row.goal.measure, f"{card.first},{last_of(card.span, card.first)}"
    said = "" if owners is None else f"owner:any:{','.join(map(str, owners or [0]))}"
    if owners is not None and len(owners) > NARROWABLE:
        return ""
    if row.measured.of_warehouse and name not in DATED:
        return _explored(row, card, owners) if actor.may("see", "fact") else ""
    if name == "target_reached":
        fits = card.span == Card.Span.QUARTER and actor.may("see", "opportunity")
        return f"{reverse('target_list')}?quarter={written(card.span, card.first)}" if fits else ""
    kind, *conditions = DATED.get(name) or LISTED[name]
    dated = [f"{one}:between:{days}" if one in {"closed_on", "due_at"} else one for one in conditions]
    return _listed(f"{kind}_list", said, *dated) if actor.may("see", kind) else ""


def _explored(row: Row, card: Card, owners: Sequence[int] | None) -> str:
    if owners is not None and len(owners) != 1:
        return ""
    asked = {"m": row.goal.measure, "by": "month", "first": card.first, "last": last_of(card.span, card.first)}
    return f"{reverse('explorer')}?{urlencode(asked | ({'only': f'owner:{owners[0]}'} if owners else {}))}"


def _listed(name: str, *conditions: str) -> str:
    return f"{reverse(name)}?{urlencode({'f': ';'.join(one for one in conditions if one)})}"


def owners_for(card: Card) -> Sequence[int] | None:
    """The members whose records count on this card; None for everybody."""
    return owners_of([card])[card.pk]
