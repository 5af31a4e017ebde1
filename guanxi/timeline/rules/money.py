"""An amount as people write it in Chinese and English. Pure."""

import re
from decimal import Decimal

_FIGURE = r"(\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?)"
_SIGNS = {"¥": "CNY", "￥": "CNY", "元": "CNY", "块": "CNY", "人民币": "CNY", "rmb": "CNY", "$": "USD", "€": "EUR", "£": "GBP", "美元": "USD", "欧元": "EUR"}  # fmt: skip
_CODES = r"cny|rmb|usd|eur|gbp|jpy|hkd"
_AMOUNT = re.compile(
    rf"([¥￥$€£]|\b(?:{_CODES})\b)\s?{_FIGURE}(万)?|{_FIGURE}\s?(万)?\s?(美元|欧元|元|块|人民币|\b(?:{_CODES})\b|[€£$¥￥])",
    re.IGNORECASE,
)


def money_in(text: str) -> tuple[Decimal, str] | None:
    """The first amount of a text with its currency (three letters); None where no currency stands beside a figure."""
    match = _AMOUNT.search(text)
    if match is None:
        return None
    sign = (match[1] or match[6]).lower()
    amount = Decimal((match[2] or match[4]).replace(",", "")) * (10_000 if match[3] or match[5] else 1)
    return amount, _SIGNS.get(sign, sign.upper())
