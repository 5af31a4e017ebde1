"""The cards of a board, written in Python as the cells of a list are: a template takes a third of a millisecond for each."""

from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from guanxi.sales.queries.board import Card
from guanxi.ui.lists.cells import Moments
from guanxi.ui.templatetags.ui import grouped, icon, initials
from guanxi.ui.words import money_text

LONG = 99  # days; beyond, the month says more


class Cards:
    """Writes cards of one page; what many of them share is made once."""

    def __init__(self, now: datetime, *, may_edit: bool) -> None:
        self.may_edit = may_edit
        self.moments = Moments(now)
        self.record = reverse("opportunity_record", args=[0]).rpartition("0")
        self.move = reverse("opportunity_move", args=[0]).rpartition("0")
        self.arrow = icon("arrow-right")
        self.chops: dict[str, str] = {}
        self.said = {
            "hidden": escape(gettext("Not visible to you")),
            "aged": escape(gettext("Aged")),
            "step": escape(gettext("No next step")),
        }
        self.to = gettext("Move %(name)s to…")

    def html(self, cards: Iterable[Card]) -> SafeString:
        """A <li> each."""
        return mark_safe("".join([self._card(card) for card in cards]))  # noqa: S308 - every part is escaped where it is made

    def _card(self, card: Card) -> str:
        one: Any = card.opportunity
        pk, name = one.pk, escape(one.name)
        url, move = (f"{start}{pk}{end}" for start, _zero, end in (self.record, self.move))
        drag = f' draggable="true" data-card="{move}"' if self.may_edit else ""
        return (
            f'<li class="board-card{" is-aged" if card.aged else ""}" id="card-{pk}"{drag}>'
            f'<a class="board-name" id="name-{pk}" href="{url}" draggable="false">{name}</a>'
            f"{self._customer(card)}"
            f"{self._figures(card)}"
            f'<span class="board-line board-foot">{self._owner(card.owner)}{self._step(one)}{self._button(one, move)}</span></li>'
        )

    def _customer(self, card: Card) -> str:
        """Whom and what it is about, as far as that is said."""
        name = escape(card.customer) if card.customer else ""
        if not name and card.opportunity.customer_id:
            name = self.said["hidden"]
        about = " · ".join(filter(None, (name, escape(card.product))))
        return f'<span class="board-customer{"" if card.customer else " muted"}">{about}</span>' if about else ""

    def _figures(self, card: Card) -> str:
        figures = self._amount(card.opportunity) + self._age(card)
        return f'<span class="board-line">{figures}</span>' if figures else ""

    def _amount(self, one: Any) -> str:
        if one.amount is None or not one.currency:
            return ""
        return f'<span class="num">{escape(money_text(one.amount, one.currency))}</span>'

    def _age(self, card: Card) -> str:
        """How long in its stage, from the first day on; of an ended one, when it ended."""
        one = card.opportunity
        if one.state != "open":
            return f'<span class="muted">{self.moments.html(one.closed_on)}</span>' if one.closed_on else ""
        if not card.days:
            return ""
        if card.days > LONG:
            days = gettext("here since %(month)s") % {"month": f"{timezone.localtime(one.stage_since):%Y-%m}"}
        else:
            days = ngettext("%(number)s day here", "%(number)s days here", card.days) % {"number": grouped(card.days)}
        if card.aged:
            return f'<span class="muted board-aged">{self.said["aged"]} · {escape(days)}</span>'
        return f'<span class="muted">{escape(days)}</span>'

    def _owner(self, name: str) -> str:
        if name not in self.chops:
            self.chops[name] = initials(name)
        return self.chops[name]

    def _step(self, one: Any) -> str:
        if one.state != "open":
            return ""
        if not one.next_step and not one.next_at:
            return f'<span class="board-step board-none">{self.said["step"]}</span>'
        at = f' <span class="muted">{self.moments.html(one.next_at)}</span>' if one.next_at else ""
        return f'<span class="board-step">{escape(one.next_step)}{at}</span>'

    def _button(self, one: Any, move: str) -> str:
        if not self.may_edit:
            return ""
        label = escape(self.to % {"name": one.name})
        return (
            f'<button class="icon-btn" id="move-{one.pk}" type="button" hx-get="{move}?board=1" hx-target="#dialogs" '
            f'aria-label="{label}">{self.arrow}</button>'
        )
