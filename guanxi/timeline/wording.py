"""How entries read: one verb phrase per kind, and text with its links and mentions. Everything is escaped."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from guanxi.customers.models import Customer
from guanxi.timeline.mentions import mention_pattern
from guanxi.timeline.models import Entry
from guanxi.ui.words import money_text

_URL = r"https?://[^\s<>\"'，。；、！？）】》」]+"
_TRAILING = ".,;:!?)]}"


def text_html(text: str, names: Mapping[int, str]) -> SafeString:
    """Plain text as paragraphs, with links that open elsewhere and mentions of `names` marked; nothing else gets through."""
    pattern = re.compile(f"({_URL})|({mention_pattern(names.values())})")
    parts: list[str] = []
    end = 0
    for match in pattern.finditer(text):
        parts.append(escape(text[end : match.start()]))
        end = match.end()
        if match.group(1):
            url = match.group(1).rstrip(_TRAILING)
            end = match.start() + len(url)
            parts.append(
                format_html('<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>', url, url)
            )
        else:
            parts.append(format_html('<span class="mention">{}</span>', match.group(2)))
    parts.append(escape(text[end:]))
    return mark_safe(linebreaks(mark_safe("".join(parts))))  # noqa: S308 - every part was escaped above


def duration_words(seconds: int) -> str:
    """95 → "2 min"; 5400 → "1 h 30 min"."""
    minutes = max(1, round(seconds / 60))
    hours, rest = divmod(minutes, 60)
    if not hours:
        return gettext("%(minutes)d min") % {"minutes": minutes}
    if not rest:
        return gettext("%(hours)d h") % {"hours": hours}
    return gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


def say_note(_entry: Entry) -> str:
    """A note."""
    return gettext("wrote a note")


def say_call(entry: Entry) -> str:
    """A call, in or out."""
    return {"in": gettext("took a call"), "out": gettext("called")}.get(entry.direction, gettext("was on the phone"))


def say_visit(entry: Entry) -> str:
    """A meeting; "in" = they came to us."""
    return {"in": gettext("had a visit"), "out": gettext("visited")}.get(entry.direction, gettext("met"))


def say_mail(entry: Entry) -> str:
    """A mail, in or out."""
    return {"in": gettext("got a mail"), "out": gettext("wrote a mail")}.get(
        entry.direction, gettext("exchanged mails")
    )


def say_chat(_entry: Entry) -> str:
    """A chat."""
    return gettext("chatted")


def say_task_done(_entry: Entry) -> str:
    """A finished task; the subject names it."""
    return gettext("finished a task")


def say_task_reopened(_entry: Entry) -> str:
    """A task that was not done after all."""
    return gettext("opened a task again")


def say_promise_made(_entry: Entry) -> str:
    """Something was promised; the subject says what."""
    return gettext("promised")


def say_promise_kept(_entry: Entry) -> str:
    """A promise was kept; the text is the proof."""
    return gettext("kept a promise")


def say_promise_withdrawn(_entry: Entry) -> str:
    """A promise does not hold any more; the text says why."""
    return gettext("withdrew a promise")


def say_promise_reopened(_entry: Entry) -> str:
    """A promise was not kept after all, or holds again."""
    return gettext("opened a promise again")


def say_created(_entry: Entry) -> str:
    """The customer was made by hand."""
    return gettext("created this customer")


def say_imported(entry: Entry) -> str:
    """The customer came with, or was changed by, an import, or the import was undone."""
    if entry.data.get("undone"):
        return gettext("took back what an import had brought")
    return (
        gettext("imported this customer") if entry.data.get("made") else gettext("updated this customer by an import")
    )


def say_assigned(entry: Any) -> str:
    """The customer changed hands; names of members stand in `entry.names`."""
    before, after = (entry.names.get(entry.data.get(side)) for side in ("before", "after"))
    if after and entry.member_id == entry.data.get("after"):
        return gettext("took the customer over")
    if before and after:
        return gettext("handed the customer over from %(before)s to %(after)s") % {"before": before, "after": after}
    if after:
        return gettext("handed the customer to %(after)s") % {"after": after}
    return gettext("took the customer from %(before)s") % {"before": before or "–"}


def say_farewell(entry: Any) -> str:
    """The customer was told by mail who looks after him now."""
    taker = entry.names.get(entry.data.get("after")) or "–"
    return gettext("had a mail sent: %(taker)s looks after the customer now") % {"taker": taker}


def say_staged(entry: Entry) -> str:
    """The customer reached another stage."""
    words = dict(Customer.Stage.choices)
    before, after = (str(words.get(entry.data.get(side), "–")) for side in ("before", "after"))
    return gettext("moved the stage from %(before)s to %(after)s") % {"before": before, "after": after}


def say_order(_entry: Entry) -> str:
    """An order; the subject is its number."""
    return gettext("recorded order")


def order_words(lines: int | None, total: str | None, currency: str | None) -> list[str]:
    """What an order was: its lines and its total, where they are known."""
    said = []
    if lines is not None:
        said.append(ngettext("%(count)d line", "%(count)d lines", lines) % {"count": lines})
    if total and currency:
        said.append(money_text(Decimal(total), currency))
    return said
