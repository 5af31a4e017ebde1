"""What a converted lead brings: the money won of those whose opportunity is over, lost ones counted as nothing. No I/O."""

from collections.abc import Mapping

FEWEST, DRAWN = 20, 10.0  # converted leads that are needed; as many mean ones stand beside those of a product line


def amounts(brought: Mapping[str, tuple[int, float]]) -> dict[str, float]:
    """Per product line ("" for all others) the mean, drawn towards that of all; {} where too few are known."""
    number = sum(one for one, _money in brought.values())
    if number < FEWEST:
        return {}
    mean = sum(money for _one, money in brought.values()) / number
    lines = {line: (money + DRAWN * mean) / (one + DRAWN) for line, (one, money) in brought.items() if line}
    return lines | {"": mean}


def expected(chance: float, line: str, money: Mapping[str, float]) -> float | None:
    """Chance times what such a lead brings; None where no amounts are known."""
    return chance * money.get(line, money[""]) if money else None
