"""Stages of life: what a customer's purchases say of where he stands, by stated rules. No I/O.

The database applies the same rules to all customers at once (sql/profile.sql); a test holds the two against each other.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.core.kinds import Label


@dataclass(frozen=True, slots=True)
class Stage:
    """`points` is what it counts of 100 where customers are weighed; `words` say when it holds and what to do."""

    key: str
    label: Label
    words: Label
    tone: str
    points: int


STAGES = (
    Stage("prospect", pgettext_lazy("stage of life", "Prospect"), _("Has bought nothing yet: find out what would make the first order."), "info", 40),
    Stage("new", pgettext_lazy("stage of life", "New"), _("Bought for the first time not long ago: see that all went well."), "info", 70),
    Stage("growing", pgettext_lazy("stage of life", "Growing"), _("Spends clearly more than in the time before: offer the next thing."), "ok", 100),
    Stage("steady", pgettext_lazy("stage of life", "Steady"), _("Buys in the usual rhythm: keep what they rely on."), "ok", 80),
    Stage("sinking", pgettext_lazy("stage of life", "Sinking"), _("Spends clearly less than in the time before: ask why."), "warn", 40),
    Stage("silent", pgettext_lazy("stage of life", "Silent"), _("Has not bought for twice the usual pause: ring them."), "warn", 20),
    Stage("lost", pgettext_lazy("stage of life", "Lost"), _("Has not bought for four times the usual pause: win them back or let them go."), "bad", 0),
    Stage("won_back", pgettext_lazy("stage of life", "Won back"), _("Was as good as lost and bought again: do not lose them twice."), "ok", 80),
)  # fmt: skip
BY_KEY = {one.key: one for one in STAGES}
SILENT, LOST = 2, 4  # times the usual pause
FEWEST = 3  # days with a purchase from which a rhythm of one's own is told


@dataclass(frozen=True, slots=True)
class Bounds:
    """The company's bounds in days and percent, and the usual pause of customers without a rhythm of their own."""

    new_days: int
    trend_days: int
    trend_percent: int
    silent_days: int
    lost_days: int
    typical: float


def named(text: str) -> str:
    """The key of the stage that a member calls so, by its key or its name in his language; "-" for none."""
    wanted = text.strip().casefold()
    return next((one.key for one in STAGES if wanted in (one.key, str(one.label).casefold())), "-")


def stage_of(  # noqa: PLR0911 - one line per rule
    days: Sequence[date], today: date, bounds: Bounds, *, recent: float, before: float, contract: bool
) -> str:
    """The stage of somebody who bought on these `days`, rising; `recent` and `before` is what he spent in two spans of the trend.

    A running contract keeps its customer from being silent or lost. Who has bought for less than two spans is not compared.
    """
    if not days:
        return "prospect"
    pauses = [(later - earlier).days for earlier, later in itertools.pairwise(days)]
    usual = median(pauses) if len(days) >= FEWEST else bounds.typical
    lost_after = max(LOST * usual, bounds.lost_days)
    since = (today - days[-1]).days
    if not contract and since > lost_after:
        return "lost"
    if not contract and since > max(SILENT * usual, bounds.silent_days):
        return "silent"
    ended = [pause for pause, end in zip(pauses, days[1:], strict=True) if (today - end).days < bounds.trend_days]
    if ended and max(ended) > lost_after:
        return "won_back"
    if (today - days[0]).days < bounds.new_days:
        return "new"
    if (today - days[0]).days < 2 * bounds.trend_days:
        return "steady"
    if recent > before * (1 + bounds.trend_percent / 100):
        return "growing"
    return "sinking" if recent < before * (1 - bounds.trend_percent / 100) else "steady"
