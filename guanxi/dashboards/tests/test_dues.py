"""When mails are due: properties over zones, changes of clocks and ends of months."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from guanxi.dashboards.dues import Rhythm, latest_due, next_due

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/Havana")
rhythms = st.builds(
    Rhythm,
    st.sampled_from(["day", "workday", "week", "month"]),
    st.integers(0, 23),
    st.integers(1, 7),
    st.integers(1, 31),
)
moments = st.integers(1_420_070_400, 2_051_222_400).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)  # 2015 to 2035


@given(rhythms, st.sampled_from(ZONES), moments)
def test_the_latest_is_not_later_and_the_next_is_and_nothing_lies_between(
    rhythm: Rhythm, name: str, at: datetime
) -> None:
    zone = ZoneInfo(name)
    latest, following = latest_due(rhythm, zone, at), next_due(rhythm, zone, at)
    assert latest <= at < following
    assert next_due(rhythm, zone, latest) == following
    assert latest_due(rhythm, zone, following - timedelta(seconds=1)) == latest
    assert latest_due(rhythm, zone, following) == following


@given(rhythms, st.sampled_from(ZONES), moments)
def test_it_is_due_on_a_fitting_day_at_its_hour_or_where_the_clock_skips_it(
    rhythm: Rhythm, name: str, at: datetime
) -> None:
    local = next_due(rhythm, ZoneInfo(name), at).astimezone(ZoneInfo(name))
    assert rhythm.fits(local.date())
    wanted = local.replace(hour=rhythm.hour, minute=0, fold=0)
    exists = wanted.astimezone(UTC).astimezone(ZoneInfo(name)).replace(tzinfo=None) == wanted.replace(tzinfo=None)
    assert (local.hour == rhythm.hour and local.minute == 0) or not exists


def test_a_month_has_one_on_its_last_day_and_clocks_that_change_make_neither_two_nor_none() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    at, days = datetime(2024, 1, 1, tzinfo=UTC), []
    while len(days) < 4:
        at = next_due(Rhythm("month", 8, day=31), berlin, at)
        days.append(at.astimezone(berlin).date())
    assert days == [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30)]
    for first in (datetime(2024, 3, 29, 12, tzinfo=UTC), datetime(2024, 10, 25, 12, tzinfo=UTC)):
        at, found = first, []
        for _day in range(4):
            at = next_due(Rhythm("day", 2), berlin, at)
            found.append(at.astimezone(berlin).date())
        begin = first.astimezone(berlin).date()
        assert found == [begin + timedelta(days=number) for number in range(1, 5)]
