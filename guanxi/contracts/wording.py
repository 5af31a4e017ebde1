"""How contracts and payments read on the timeline."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from guanxi.ui.words import money_text


def _money(data: dict[str, Any]) -> str:
    return str(money_text(Decimal(data.get("amount") or 0), data.get("currency") or "CNY"))


def say_contract(entry: Any) -> str:
    """What became of a contract; the subject is its number."""
    data = entry.data
    said = {
        "signed": gettext("the contract was signed, over %(amount)s:"),
        "ended": gettext("the contract ended:"),
        "reopened": gettext("the contract is in force again:"),
        "void": gettext("made the contract void:"),
    }
    return said[data["became"]] % {"amount": _money(data)}


def say_payment(entry: Any) -> str:
    """What came in, or did not; the subject is the contract's number."""
    data = entry.data
    said = {
        "received": gettext("received %(amount)s for contract"),
        "void": gettext("made a payment of %(amount)s void, for contract"),
        "overdue": gettext("%(amount)s is overdue for contract"),
    }
    return said[data["became"]] % {"amount": _money(data)}
