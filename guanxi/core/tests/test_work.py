"""Work handed over before its row can be seen is tried again, not taken for done."""

import pytest

from guanxi.core import work

pytestmark = pytest.mark.django_db


def test_work_whose_row_is_not_there_yet_is_asked_for_again() -> None:
    with pytest.raises(work.Unseen):
        work.run(2**62)
