"""Values as their columns hold them, whoever gives them (page, API, import): trimmed, typed, within bounds, or refused."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from guanxi.core.kinds import Field, Type
from guanxi.core.refused import Refused
from guanxi.intake.values import BadValue, clean, describe, parse_bool, parse_url

Fit = Callable[[Any, Field, type[Model]], Any]
MOST_REVENUE = Decimal(10) ** 16
EARLIEST_YEAR, LATEST_YEAR = 1000, 9999


def fit(fields: tuple[Field, ...], model: type[Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns and values to write for `values` (by field name); raises `Refused` at the first field that does not fit.

    Fields without a column of their own (phone, mail, tags, links) are the callers' business and stay out.
    """
    known = {one.name: one for one in fields}
    fitted: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known:
            raise Refused(_("There is no such field."), field=name, code="unknown_field")
        field = known[name]
        if field.filled or field.type in (Type.TAGS, Type.MEMBER, Type.LINK):
            continue
        fitting: Fit = _FITS.get(field.type, _text)
        fitted[name] = fitting(value, field, model)
        if field.required and fitted[name] in ("", None):
            raise Refused(_("Please enter this."), field=name, code="required")
    return fitted


def number_of(value: Any) -> int | None:
    """The id of a record given as itself, an id or text; "" and None are nobody. Raises ValueError for anything else."""
    if value is None or value == "":
        return None
    return int(str(value.pk if isinstance(value, Model) else value))


def _text(value: Any, field: Field, model: type[Model]) -> str:
    limit = getattr(model._meta.get_field(field.name), "max_length", None)
    try:
        text = clean(str(value or ""))
    except BadValue as bad:
        raise Refused(describe(bad), field=field.name, code=bad.problem.code) from None
    if field.type != Type.LONGTEXT:
        text = " ".join(text.split())
    if field.name == "currency":
        return _currency(text)
    if limit and len(text) > limit:
        raise Refused(_("At most %(limit)s characters fit.") % {"limit": limit}, field=field.name, code="too_long")
    if field.name == "reference":
        return text or None  # type: ignore[return-value]  # several customers have none, and none is not a number
    return text


def _currency(text: str) -> str:
    code = text.upper()
    if code and not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise Refused(
            _("A currency is written in three letters, such as CNY."), field="currency", code="not_a_currency"
        )
    return code


def _choice(value: Any, field: Field, model: type[Model]) -> str:
    word = str(value or "").strip()
    optional = getattr(model._meta.get_field(field.name), "blank", False)
    if word in dict(field.choices) or (not word and optional):
        return word
    raise Refused(_("Please choose one of the list."), field=field.name, code="not_a_choice")


def _integer(value: Any, field: Field, _model: type[Model]) -> int | None:
    if value in ("", None):
        return None
    try:
        number = int(str(value).strip())
    except ValueError:
        raise Refused(_("Please enter a whole number."), field=field.name, code="not_whole") from None
    if not EARLIEST_YEAR <= number <= LATEST_YEAR:
        raise Refused(_("Please enter a year of four digits."), field=field.name, code="not_a_year")
    return number


def _decimal(value: Any, field: Field, _model: type[Model]) -> Decimal | None:
    if value in ("", None):
        return None
    try:
        number = Decimal(str(value).replace(",", "").strip())
    except InvalidOperation:
        raise Refused(_("Please enter a number."), field=field.name, code="not_a_number") from None
    if not number.is_finite() or abs(number) >= MOST_REVENUE:
        raise Refused(_("This number is too large."), field=field.name, code="number_too_large")
    return round(number, 2)


def _moment(value: Any, field: Field, _model: type[Model]) -> datetime | None:
    if value in ("", None):
        return None
    try:
        moment = value if isinstance(value, datetime) else parse_datetime(str(value))
    except ValueError:
        moment = None
    if moment is None:
        raise Refused(_("Please enter a date and a time."), field=field.name, code="not_a_time")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _day(value: Any, field: Field, _model: type[Model]) -> date | None:
    if value in ("", None):
        return None
    try:
        day = value if isinstance(value, date) else parse_date(str(value))
    except ValueError:
        day = None
    if day is None:
        raise Refused(_("Please enter a date."), field=field.name, code="not_a_date")
    return day


def _url(value: Any, field: Field, model: type[Model]) -> str:
    text = _text(value, field, model)
    if not text:
        return ""
    try:
        return parse_url(text)[:300]
    except BadValue as bad:
        raise Refused(describe(bad), field=field.name, code=bad.problem.code) from None


def _yes(value: Any, field: Field, _model: type[Model]) -> bool:
    if isinstance(value, bool):
        return value
    try:
        return bool(value) and parse_bool(str(value))
    except BadValue as bad:
        raise Refused(describe(bad), field=field.name, code=bad.problem.code) from None


_FITS: dict[Type, Fit] = {
    Type.CHOICE: _choice,
    Type.INTEGER: _integer,
    Type.MONEY: _decimal,
    Type.DATETIME: _moment,
    Type.DATE: _day,
    Type.URL: _url,
    Type.BOOLEAN: _yes,
}
