"""Fixtures; models are imported inside, since this file is read before Django is set up."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def house(db: None) -> Any:
    from guanxi.timeline.tests.people import make_house

    return make_house()


@pytest.fixture
def actor(house: Any) -> Iterator[Any]:
    """The seller acts."""
    from guanxi.core.actor import acting_as

    with acting_as(house.seller.pk, through="page") as acting:
        yield acting
