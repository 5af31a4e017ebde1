"""From the text of a cell to a value, or to a problem that says why not. Pure: no database, no request."""

from guanxi.intake.values.clean import clean, is_blank, narrow
from guanxi.intake.values.dates import OrderFound, infer_date_order, parse_date, parse_datetime
from guanxi.intake.values.describe import describe
from guanxi.intake.values.hints import DateOrder, Hints
from guanxi.intake.values.numbers import Money, infer_decimal, parse_decimal, parse_integer, parse_money
from guanxi.intake.values.problem import BadValue, Problem, Unreadable
from guanxi.intake.values.reach import parse_mail, parse_phone, split_mails, split_phones
from guanxi.intake.values.texts import parse_bool, parse_choice, parse_tags, parse_text, parse_url

__all__ = [
    "BadValue", "DateOrder", "Hints", "Money", "OrderFound", "Problem", "Unreadable", "clean", "describe",
    "infer_date_order", "infer_decimal", "is_blank", "narrow", "parse_bool", "parse_choice", "parse_date",
    "parse_datetime", "parse_decimal", "parse_integer", "parse_mail", "parse_money", "parse_phone", "parse_tags",
    "parse_text", "parse_url", "split_mails", "split_phones",
]  # fmt: skip
