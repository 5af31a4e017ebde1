"""The picture of who moved: nobody is lost in it, and nothing lies over anything."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from guanxi.analytics.flow import GAP, HEIGHT, LEAST, flow_of

ORDER = ["champions", "loyal", "asleep"]
KEYS = st.sampled_from([*ORDER, ""])
COUNTS = st.dictionaries(st.tuples(KEYS, st.sampled_from(ORDER)), st.integers(0, 100_000), max_size=12)


def test_bars_are_as_high_as_they_have_customers_and_bands_lead_between_them() -> None:
    found = flow_of(
        {("champions", "champions"): 30, ("champions", "asleep"): 10, ("", "champions"): 20, ("asleep", "loyal"): 0},
        ORDER,
    )
    scale = (HEIGHT - GAP) / 60
    assert [(one.key, one.customers, one.y, one.height) for one in found.before] == [
        ("champions", 40, 0, round(40 * scale, 1)),
        ("", 20, round(40 * scale + GAP, 1), round(20 * scale, 1)),
    ]
    assert [(one.key, one.customers) for one in found.now] == [("champions", 50), ("asleep", 10)]
    assert [(one.came, one.went, one.customers, one.stayed) for one in found.bands] == [
        ("champions", "champions", 30, True),
        ("champions", "asleep", 10, False),
        ("", "champions", 20, False),
    ]
    assert found.bands[0].path.startswith("M180 0.0C380 0.0 380 0.0 580 0.0V")


@given(COUNTS)
def test_nobody_is_lost_and_bars_do_not_overlap(counts) -> None:
    found, all_of_them = flow_of(counts, ORDER), sum(counts.values())
    for side, bars in ((0, found.before), (1, found.now)):
        assert sum(one.customers for one in bars) == all_of_them
        for one in bars:
            leads = sum(band.customers for band in found.bands if (band.came, band.went)[side] == one.key)
            assert leads == one.customers
        for one, following in itertools.pairwise(bars):
            assert one.y + one.height <= following.y + LEAST
        assert all(one.y >= 0 and one.y + one.height <= HEIGHT + LEAST for one in bars)
