"""What to do next with a customer: rules that a salesperson can read. No I/O.

What we owe comes before what we want:
1. a promise of ours that is overdue: keep it, by tomorrow;
2. money that is overdue: ask for it, by tomorrow;
3. a quote without an answer for three days: ask, within two days;
4. a risk of leaving above the average: speak with them, within two days;
5. a product that they are likely to buy: offer it, within a week;
6. silence for longer than the company allows itself: get in touch, within a week.
What was answered is not proposed again for thirty days. Expected value is money times chance, where both are known.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

ASKED_AFTER, AGAIN = timedelta(days=3), timedelta(days=30)
ORDER = ("promise", "money", "quote", "leaving", "offer", "silent")
DUE = {"promise": 1, "money": 1, "quote": 2, "leaving": 2, "offer": 7, "silent": 7}  # days


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a customer now; None for what is not there, or not his to see."""

    name: str
    now: datetime
    promise: tuple[int, str, datetime] | None = None  # id, title, when it was due
    late: tuple[Decimal, str] | None = None
    quote: tuple[int, str, Decimal, str, datetime] | None = None  # id, number, total, currency, when it was sent
    accepted: tuple[int, int] | None = None  # of the latest answered quotes: those accepted, all
    leaving: tuple[float, bool] | None = None  # the chance, and whether it is above average
    lifetime: tuple[float, str] | None = None
    offer: tuple[int, str, str, int, float] | None = (
        None  # product, name, because of which, of a hundred, times the usual
    )
    offer_chance: float | None = None
    price: tuple[Decimal, str] | None = None
    silent: int | None = None  # days


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its sentence, money and chance where they are known, and why."""

    kind: str
    key: str
    sentence: str
    reasons: tuple[str, ...]
    money: Decimal | None = None
    currency: str = ""
    chance: float | None = None

    @property
    def expected(self) -> Decimal | None:
        """Money times chance."""
        if self.money is None or self.chance is None:
            return None
        return (self.money * Decimal(str(self.chance))).quantize(Decimal("0.01"))

    @property
    def due_days(self) -> int:
        """Within how many days."""
        return DUE[self.kind]


def steps(known: Known, answered: Collection[str]) -> list[Step]:
    """What is to be done, the first thing first; without what was answered lately (`answered`: their keys)."""
    made = (_promise(known), _money(known), _quote(known), _leaving(known), _offer(known), _silent(known))
    return [one for one in made if one is not None and one.key not in answered]


def _promise(known: Known) -> Step | None:
    if known.promise is None:
        return None
    pk, title, due = known.promise
    days = max((known.now - due).days, 0)
    why = [_("It was due %(days)s days ago.") % {"days": days} if days else _("It was due today.")]
    if known.lifetime:
        value, currency = known.lifetime
        why.append(_("This customer is expected to bring %(currency)s %(value)s.") % {"currency": currency, "value": f"{value:,.0f}"})  # fmt: skip
    return Step("promise", f"promise:{pk}", _("Keep the promise “%(title)s”.") % {"title": title}, tuple(why))


def _money(known: Known) -> Step | None:
    if known.late is None:
        return None
    amount, currency = known.late
    shown = {"currency": currency, "amount": f"{amount:,.2f}"}
    sentence = _("Ask for the overdue %(currency)s %(amount)s.") % shown
    return Step("money", f"money:{currency}", sentence, (_("The day on which it was to be paid has passed."),), amount, currency)  # fmt: skip


def _quote(known: Known) -> Step | None:
    if known.quote is None or known.now - known.quote[4] < ASKED_AFTER:
        return None
    pk, number, total, currency, sent = known.quote
    why = [_("It was sent %(days)s days ago and is not answered.") % {"days": (known.now - sent).days}]
    chance = None
    if known.accepted:
        yes, every = known.accepted
        chance = yes / every
        why.append(_("Of the last %(every)s answered quotes that you see, %(yes)s were accepted.") % {"every": every, "yes": yes})  # fmt: skip
    return Step("quote", f"quote:{pk}", _("Ask after quote %(number)s.") % {"number": number}, tuple(why), total, currency, chance)  # fmt: skip


def _leaving(known: Known) -> Step | None:
    if known.leaving is None or not known.leaving[1]:
        return None
    chance = known.leaving[0]
    why = (_("The risk that they do not buy again in their own time is %(percent)s %%, above the average.") % {"percent": round(100 * chance)},)  # fmt: skip
    money, currency = (Decimal(round(known.lifetime[0])), known.lifetime[1]) if known.lifetime else (None, "")
    return Step("leaving", "leaving", _("Speak with them before they leave."), why, money, currency, chance)


def _offer(known: Known) -> Step | None:
    if known.offer is None:
        return None
    pk, name, because, share, times = known.offer
    why = [_("%(share)s %% of those who bought “%(because)s” bought it too: %(times)s times the usual.") % {"share": share, "because": because, "times": f"{times:.1f}"}]  # fmt: skip
    if known.offer_chance is not None:
        why.append(_("Of 100 customers who were tried, %(number)s bought the first product that was foretold.") % {"number": round(100 * known.offer_chance)})  # fmt: skip
    money, currency = known.price or (None, "")
    if money is not None:
        why.append(_("On the mean %(currency)s %(amount)s are spent on it per order.") % {"currency": currency, "amount": f"{money:,.2f}"})  # fmt: skip
    return Step("offer", f"offer:{pk}", _("Offer “%(product)s”.") % {"product": name}, tuple(why), money, currency, known.offer_chance)  # fmt: skip


def _silent(known: Known) -> Step | None:
    if known.silent is None:
        return None
    why = (_("Nobody was in touch for %(days)s days, and nothing is planned.") % {"days": known.silent},)
    return Step("silent", "silent", _("Get in touch."), why)
