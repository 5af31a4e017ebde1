"""The mail of a dashboard: what its receiver may see, in his language and by his clock, with the file attached."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from guanxi.core.actor import Actor
from guanxi.core.refused import Refused
from guanxi.dashboards.answering import Figures, fetch, known
from guanxi.dashboards.models import Dashboard, Schedule, Tile
from guanxi.dashboards.printing import dashboard_pdf, file_name, period_words
from guanxi.dashboards.showing import all_shown
from guanxi.staff.models import Member
from guanxi.staff.queries.company import company

BAR = 100  # percent of its column that the longest bar takes


@dataclass(frozen=True, slots=True)
class Board:
    """A dashboard and its cards, read by whoever may; their figures are the receiver's."""

    dashboard: Dashboard
    tiles: list[Tile]
    schedule: Schedule


def zone_of(member: Member) -> ZoneInfo:
    """By whose clock it is due."""
    return ZoneInfo(member.time_zone or company().time_zone)


def as_receiver(member: Member) -> ExitStack:
    """His language and his clock."""
    stack = ExitStack()
    stack.enter_context(translation.override(member.language or company().language))
    stack.enter_context(timezone.override(zone_of(member)))
    return stack


def figures_of(board: Board, *, actor: Actor, at: datetime) -> Figures:
    """What the receiver is told. Raises `Refused`."""
    figures = known(board.tiles, board.dashboard.period, actor)
    fetch(figures, actor=actor, at=at)
    if figures.as_of is None:
        raise Refused(_("The warehouse was not filled yet, so there are no figures."))
    return figures


def context_of(board: Board, member: Member, figures: Figures) -> dict[str, Any]:
    """What the texts of the mail are made of."""
    origin, dashboard = board.schedule.origin.rstrip("/"), board.dashboard
    cards = [_card(one, origin) for one in all_shown(figures.cards, tables=True) if one["state"] != "hidden"]
    visible = dashboard.member_id == member.pk or set(dashboard.roles) & set(member.roles.values_list("pk", flat=True))
    return {
        "dashboard": dashboard,
        "member": member,
        "company": company().name,
        "period": period_words(dashboard.period),
        "as_of": figures.as_of,
        "cards": cards,
        "url": f"{origin}{reverse('dashboard', args=[dashboard.pk])}" if visible else "",
        "stop_url": f"{origin}{reverse('dashboard_mail_stop', args=[board.schedule.pk])}",
    }


def _card(card: dict[str, Any], origin: str) -> dict[str, Any]:
    groups = card.get("groups", [])
    numbers = [float(value) for one in groups for value in one.cells[0].amounts.values()]
    most = max(numbers, default=0)
    rows = []
    for one in groups:
        value = max((float(value) for value in one.cells[0].amounts.values()), default=0.0)
        names = [words for words, _only in one.names]
        rows.append({"names": names, "cells": one.cells, "bar": round(BAR * value / most) if most > 0 < value else 0})
    return card | {"rows": rows, "origin": origin}


def html_of(context: dict[str, Any]) -> str:
    """The mail as a page, without styles: what mail programs and our own policy allow alike."""
    return render_to_string("dashboards/mail/dashboard.html", context)


def mail_of(board: Board, member: Member, figures: Figures, *, number: str) -> EmailMultiAlternatives:
    """The mail, in the language that is active."""
    context = context_of(board, member, figures)
    subject = _("%(name)s: figures of %(day)s") % {
        "name": board.dashboard.label,
        "day": f"{timezone.localtime(figures.as_of):%Y-%m-%d}",
    }
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ") or "localhost"
    headers = {
        "Message-ID": f"<dashboard-{number}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{context['stop_url']}>",
    }
    text = render_to_string("dashboards/mail/dashboard.txt", context)
    mail = EmailMultiAlternatives(" ".join(subject.split()), text, to=[member.email], headers=headers)
    mail.attach_alternative(html_of(context), "text/html")
    made = dashboard_pdf(board.dashboard, figures, context["period"])
    mail.attach(file_name(board.dashboard, figures), made, "application/pdf")
    return mail
