from decimal import Decimal

import pytest

from guanxi.ui.templatetags.ui import grouped


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Decimal("100.000").normalize(), "100"),
        (Decimal("2.50").normalize(), "2.5"),
        (Decimal(-1200), "−1,200"),
        (1200, "1,200"),
        (None, ""),
    ],
)
def test_a_normalized_decimal_has_no_exponent(number, text) -> None:
    assert grouped(number) == text
