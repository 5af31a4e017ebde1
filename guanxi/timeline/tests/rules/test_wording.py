"""How entries read."""

from types import SimpleNamespace

import pytest

from guanxi.timeline.wording import say_assigned


@pytest.mark.parametrize(
    ("member", "said"), [(2, "took the customer over"), (3, "handed the customer over from Ann to Bo")]
)
def test_who_gives_a_customer_to_himself_takes_it_over(member: int, said: str) -> None:
    entry = SimpleNamespace(member_id=member, names={1: "Ann", 2: "Bo"}, data={"before": 1, "after": 2})
    assert say_assigned(entry) == said
