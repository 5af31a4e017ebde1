"""How a value reads in a table, as escaped HTML made in Python: a template per cell would cost more than the query.

`writers` makes one function per column, once per page; each takes a record.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from html import escape  # Django's looks for lazy text first, which cells never hold
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from guanxi.core import kinds
from guanxi.core.actor import Actor
from guanxi.core.kinds import Field, Kind, Type
from guanxi.ui import words
from guanxi.ui.lists import asking
from guanxi.ui.lists.masked import masked
from guanxi.ui.lists.references import References

Writer = Callable[[Any], str]
FIGURES = (Type.INTEGER, Type.DECIMAL, Type.MONEY)
SHOWN_TAGS = 3
GROUPED_FROM = 10_000  # 1998 is a year more often than an amount


class Moments:
    """Relative times of one page: near ones in words, each minute and far day once."""

    def __init__(self, now: datetime) -> None:
        self.now = timezone.localtime(now)
        self.zone = timezone.get_current_timezone()
        self.days: dict[date, str] = {}
        self.minutes: dict[datetime, str] = {}

    def html(self, at: datetime | date) -> str:
        """A <time> with the exact moment on hover."""
        if not isinstance(at, datetime):
            return f'<time datetime="{at}" title="{at}">{self._far(at)}</time>'
        local = at.astimezone(self.zone)
        minute = local.replace(second=0, microsecond=0)
        if minute not in self.minutes:  # what was imported together has one moment
            near = abs(self.now - local) < timedelta(hours=12) or local.date() == self.now.date()
            said = words.relative_time(at, self.now) if near else self._far(local.date())
            exact = local.isoformat("T", "minutes")
            shown = f"{exact[:10]} {exact[11:16]}"
            self.minutes[minute] = f'<time datetime="{exact}" title="{shown}">{escape(said)}</time>'
        return self.minutes[minute]

    def _far(self, day: date) -> str:
        if day not in self.days:
            self.days[day] = escape(words.relative_time(day, self.now))
        return self.days[day]


def grouped(value: Any) -> str:
    """A number with thousands separators from five digits up."""
    return f"{value:,}" if abs(value) >= GROUPED_FROM else f"{value}"


def writers(kind: Kind, fields: Sequence[Field], actor: Actor, references: References, now: datetime) -> list[Writer]:
    """One writer per field."""
    moments = Moments(now)
    return [writer(kind, field, actor, references, moments) for field in fields]


def writer(kind: Kind, field: Field, actor: Actor, references: References, moments: Moments) -> Writer:  # noqa: C901, PLR0911, PLR0912 - one line per type
    """The function that writes a record's value of this field."""
    name = asking.attribute_of(kind, field)
    if actor.masks(kind.name, field.name):
        return lambda row: escape(str(masked(field.type, getattr(row, name))))
    match field.type:
        case Type.MONEY:
            return _money(name, field)
        case Type.INTEGER if field.link:
            return _origin(name, field, references)
        case Type.DECIMAL:
            return _decimal(name, field)
        case Type.INTEGER:
            return lambda row: "" if (value := getattr(row, name)) is None else grouped(value)
        case Type.DATE | Type.DATETIME:
            return lambda row: moments.html(value) if (value := getattr(row, name)) else ""
        case Type.BOOLEAN:
            yes = escape(gettext("Yes"))
            return lambda row: yes if getattr(row, name) else ""
        case Type.CHOICE:
            return _choice(name, field)
        case Type.MEMBER:
            return _member(name, field, references)
        case Type.DEPARTMENT:
            return lambda row: escape(str(references.get(field, getattr(row, name)) or ""))
        case Type.LINK:
            return _link(name, field, references)
        case Type.TAGS:
            return lambda row: _tags(getattr(row, name))
        case Type.PHONE:
            return lambda row: _address("tel", getattr(row, name))
        case Type.MAIL:
            return lambda row: _address("mailto", getattr(row, name))
        case Type.URL:
            return lambda row: _url(getattr(row, name))
    return lambda row: _text(getattr(row, name))


def _text(value: Any) -> str:
    return f'<span class="cut">{escape(str(value))}</span>' if value else ""


def _money(name: str, field: Field) -> Writer:
    def write(row: Any) -> str:
        value = getattr(row, name)
        if value is None:
            return ""
        currency = getattr(row, field.currency, "") if field.currency else ""
        return escape(words.money_text(value, currency)) if currency else grouped(value)

    return write


def _decimal(name: str, field: Field) -> Writer:
    """As people write it: without the zeros that a column keeps behind it, and in words where there is none."""
    none, unit = escape(str(field.zero)), escape(f" {field.unit}" if field.unit else "")

    def write(row: Any) -> str:
        value = getattr(row, name)
        if value is None:
            return ""
        if not value and none:
            return none
        said = grouped(value)
        return f"{said.rstrip('0').rstrip('.') if '.' in said else said}{unit}"

    return write


def _choice(name: str, field: Field) -> Writer:
    said: dict[str, str] = {value: escape(str(label)) for value, label in field.choices}
    if field.tones:
        said = {
            value: f'<span class="status" data-tone="{field.tones.get(value, "")}">{label}</span>'
            for value, label in said.items()
        }

    def write(row: Any) -> str:
        value = getattr(row, name)
        return said[value] if value in said else escape(value or "")

    return write


def _member(name: str, field: Field, references: References) -> Writer:
    made: dict[int, str] = {}

    def write(row: Any) -> str:
        member_id = getattr(row, name)
        if member_id not in made:
            member = references.get(field, member_id)
            made[member_id] = "" if member is None else _who(str(member))
        return made[member_id]

    return write


def _who(name: str) -> str:
    said = escape(name)
    return f'<span class="who"><span class="initials" aria-hidden="true">{escape(words.initials_of(name))}</span>{said}</span>'


def _link(name: str, field: Field, references: References) -> Writer:
    kind = kinds.kind(field.link)
    said = gettext("Not visible to you")
    hidden = f'<span class="muted">{escape(said)}</span>'

    def write(row: Any) -> str:
        record_id = getattr(row, name)
        record = references.get(field, record_id)
        if record is None:
            return "" if record_id is None else hidden
        return f'<a class="cut" href="{escape(kind.url(record))}">{escape(kind.title(record))}</a>'

    return write


def _origin(name: str, field: Field, references: References) -> Writer:
    """What a record came from, by its name; by its number where the reader may not see it."""

    def write(row: Any) -> str:
        value = getattr(row, name)
        if value is None:
            return ""
        title, url = references.get(field, value) or (gettext("number {id}").format(id=value), "")
        said = escape(title)
        return f'<a class="cut" href="{escape(url)}">{said}</a>' if url else f'<span class="cut">{said}</span>'

    return write


def _tags(tags: Sequence[str] | None) -> str:
    if not tags:
        return ""
    shown = "".join(f'<span class="tag">{escape(tag)}</span> ' for tag in tags[:SHOWN_TAGS])
    rest = tags[SHOWN_TAGS:]
    return shown + f'<span class="muted" title="{escape(", ".join(rest))}">+{len(rest)}</span>' if rest else shown


def _address(scheme: str, value: str | None) -> str:
    return f'<a class="quiet" href="{scheme}:{escape(value)}">{escape(value)}</a>' if value else ""


def _url(value: str | None) -> str:
    if not value:
        return ""
    said = escape(value.removeprefix("https://").removeprefix("http://").rstrip("/"))
    if not value.startswith(("https://", "http://")):
        return f'<span class="cut">{said}</span>'
    return f'<a class="quiet cut" href="{escape(value)}" rel="noopener noreferrer nofollow" target="_blank">{said}</a>'
