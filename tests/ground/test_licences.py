"""docs/licences.md says what is really shipped."""

from guanxi.config import licences


def test_page_lists_what_is_locked() -> None:
    assert licences.PAGE.read_text() == licences.page()


def test_nothing_shipped_is_under_the_gpl() -> None:
    rows = [line for line in licences.page().splitlines() if line.startswith("| ")]
    assert len(rows) > 40
    assert [row for row in rows if "GPL" in row.replace("LGPL-3.0-only", "")] == []
    assert [row for row in rows if "not stated" in row] == []
