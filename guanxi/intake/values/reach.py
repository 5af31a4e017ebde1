"""Phone numbers and mail addresses in the one form in which they are unique."""

import re
from functools import lru_cache

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from guanxi.intake.values.clean import narrow, shown
from guanxi.intake.values.hints import PLAIN, Hints
from guanxi.intake.values.problem import BadValue

_CHINESE_MOBILE = re.compile(r"(?:\+86|0086|86)?[ -]?(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})")
_AMERICAN = re.compile(r"\+1[2-9]\d{2}[2-9]\d{6}")
_SCIENTIFIC = re.compile(r"[+-]?(\d(?:[.,]\d+)?)[eE]\+?(\d{1,2})")
_FLOAT = re.compile(r"(\d{5,15})\.0+")
_EXTENSION = re.compile(r"(?i)\s*(?:转|分机号?|内线|ext\.?|extension|x|#)\s*[:：]?\s*(\d{1,7})\s*$")
_PHONE_ENDS = re.compile(r"\s*[;,/|、\n]\s*|\s+(?:or|或)\s+")
_PLAIN_MAIL = re.compile(r"[a-z0-9_+&'-]+(?:\.[a-z0-9_+&'-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
_NAMED_MAIL = re.compile(r"[^<>]*<\s*([^<>]+?)\s*>")
_MAIL_ENDS = re.compile(r"\s*[;,|、\n]\s*|\s+")


def parse_phone(raw: str, *, hints: Hints = PLAIN) -> str:
    """E.164, an extension after it as RFC 3966 writes it ("+861088888888;ext=801").

    A number without a country is taken in `hints.region`. With a country its length is
    checked, since numbering plans change faster than libraries; without one it must be a number of that region. "1.38E+10" is refused as `digits_lost`.
    """
    mobile = _CHINESE_MOBILE.fullmatch(raw)
    if mobile and (hints.region == "CN" or raw.startswith(("+86", "0086"))):
        return f"+86{mobile[1]}{mobile[2]}{mobile[3]}"
    if _AMERICAN.fullmatch(raw):
        return raw
    return _phone(raw, hints.region)


def split_phones(raw: str) -> list[str]:
    """The several numbers that one cell holds, as written."""
    return [part for part in _PHONE_ENDS.split(narrow(raw)) if part]


def parse_mail(raw: str, *, hints: Hints = PLAIN) -> str:  # noqa: ARG001 - all parsers are called alike
    """The address in lower case; "Name <a@b.cn>" and "mailto:" are understood. The domain is not looked up."""
    text = raw.lower()
    if len(text) <= 100 and _PLAIN_MAIL.fullmatch(text) and text.index("@") <= 64:
        return text
    return _mail(raw)


def split_mails(raw: str) -> list[str]:
    """The several addresses that one cell holds, as written."""
    text = narrow(raw)
    if "<" in text:
        return [found.strip() for found in re.findall(r"<([^<>]+)>", text)]
    return [part for part in _MAIL_ENDS.split(text) if part]


@lru_cache(maxsize=65_536)
def _phone(raw: str, region: str) -> str:
    text = _restored(narrow(raw), raw)
    mobile = _CHINESE_MOBILE.fullmatch(text)
    if mobile and (region == "CN" or text.startswith(("+86", "0086"))):
        return f"+86{mobile[1]}{mobile[2]}{mobile[3]}"
    extension = _EXTENSION.search(text)
    number = text[: extension.start()] if extension else text
    if len(_whole_numbers(text)) > 1:
        raise BadValue("several_phones", raw=shown(raw))
    if number.startswith("00") and len(number) > 9:
        number = "+" + number[2:]
    try:
        parsed = phonenumbers.parse(re.sub(r"^tel:", "", number), region)
    except phonenumbers.NumberParseException:
        raise BadValue("not_a_phone", raw=shown(raw)) from None
    fits = phonenumbers.is_possible_number if number.lstrip("( ").startswith("+") else phonenumbers.is_valid_number
    if sum(character.isalpha() for character in number) > 4 or not fits(parsed):
        raise BadValue("not_a_phone", raw=shown(raw))
    digits = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    inner = extension[1] if extension else parsed.extension
    return f"{digits};ext={inner}" if inner else digits


def _restored(text: str, raw: str) -> str:
    """Without what a spreadsheet did to the number, as far as the digits are still there."""
    if not text:
        raise BadValue("blank", raw="")
    if len(text) > 100:
        raise BadValue("not_a_phone", raw=shown(raw))
    shortened = _SCIENTIFIC.fullmatch(text)
    if shortened:
        digits, exponent = re.sub(r"\D", "", shortened[1]), int(shortened[2])
        if len(digits) < exponent:  # one zero at the end is written as no digit at all
            raise BadValue("digits_lost", raw=shown(raw))
        return digits.ljust(exponent + 1, "0")
    number = _FLOAT.fullmatch(text)
    return number[1] if number else text.lstrip("'")


def _whole_numbers(text: str) -> list[str]:
    return [part for part in _PHONE_ENDS.split(text) if len(re.sub(r"\D", "", part)) >= 7]


@lru_cache(maxsize=16_384)
def _mail(raw: str) -> str:
    text = narrow(raw)
    if not text:
        raise BadValue("blank", raw="")
    named = _NAMED_MAIL.fullmatch(text)
    text = (named[1] if named else text).strip().removeprefix("mailto:").rstrip(".,;")
    if len(text) > 320:
        raise BadValue("not_a_mail", raw=shown(raw))
    if text.count("@") > 1 and len([part for part in split_mails(text) if "@" in part]) > 1:
        raise BadValue("several_mails", raw=shown(raw))
    try:
        found = validate_email(text, check_deliverability=False, test_environment=True)
    except (EmailNotValidError, UnicodeError, ValueError):
        raise BadValue("not_a_mail", raw=shown(raw)) from None
    return found.normalized.lower()
