"""The rail says where one is."""

import pytest

from guanxi.ui.navigation import _page_of


@pytest.mark.parametrize(
    ("path", "item"),
    [
        ("/", "day"),
        ("/sales/board/", "opportunity_board"),
        ("/sales/opportunities/7/", "opportunity_board"),
        ("/sales/funnel/", "opportunity_board"),
        ("/sales/leads/7/", "lead_list"),
        ("/sales/quotes/7/", "quote_list"),
        ("/analytics/dimensions/", "value"),
        ("/analytics/leads/", "chances"),
        ("/analytics/explore/", "explorer"),
        ("/steering/rollout/", "scorecards"),
        ("/staff/account/", ""),
        ("/nowhere/", ""),
    ],
)
def test_a_page_belongs_to_the_entry_whose_address_or_area_says_most_of_it(path: str, item: str) -> None:
    assert _page_of(path) == item
