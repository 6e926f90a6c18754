"""The calendar is the State Council's: day by day against a second source, and against facts §12 by hand."""

from __future__ import annotations

import re
from datetime import date, timedelta

import chinese_calendar
import pytest

from disclosure.params import default_directory, load

CONFIG = load(default_directory())
WORKDAYS = CONFIG.law.workdays


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(n) for n in range((last - first).days + 1)]


@pytest.mark.parametrize("year", range(2008, 2027))
def test_a_year_with_a_notice_equals_the_second_source_day_by_day(year: int) -> None:
    wrong = [
        day
        for day in days(date(year, 1, 1), date(year, 12, 31))
        if WORKDAYS.is_workday(day) != chinese_calendar.is_workday(day)
    ]
    assert wrong == []


def test_days_rest_on_a_notice_until_the_end_of_2026_and_are_provisional_after() -> None:
    assert not WORKDAYS.is_provisional(date(2026, 12, 31))
    assert WORKDAYS.is_provisional(date(2027, 1, 1))
    assert WORKDAYS.is_provisional(date(2027, 1, 2))


# 放假要点 of facts §12: (days off, from and to), then the make-up days.
ARRANGEMENTS = [
    ("2019-05-01..2019-05-04", "2019-04-28 2019-05-05"),
    ("2020-01-24..2020-02-02", "2020-01-19"),
    ("2022-10-01..2022-10-07", "2022-10-08 2022-10-09"),
    ("2024-09-15..2024-09-17", "2024-09-14"),
    ("2024-10-01..2024-10-07", "2024-09-29 2024-10-12"),
    ("2025-01-28..2025-02-04", "2025-01-26 2025-02-08"),
    ("2025-05-01..2025-05-05", "2025-04-27"),
    ("2025-05-31..2025-06-02", ""),
    ("2025-10-01..2025-10-08", "2025-09-28 2025-10-11"),
    ("2026-01-01..2026-01-03", "2026-01-04"),
    ("2026-02-15..2026-02-23", "2026-02-14 2026-02-28"),
    ("2026-04-04..2026-04-06", ""),
    ("2026-05-01..2026-05-05", "2026-05-09"),
    ("2026-06-19..2026-06-21", ""),
    ("2026-09-25..2026-09-27", ""),
    ("2026-10-01..2026-10-07", "2026-09-20 2026-10-10"),
]


@pytest.mark.parametrize(("off", "work"), ARRANGEMENTS)
def test_the_arrangements_checked_by_hand(off: str, work: str) -> None:
    first, last = map(date.fromisoformat, off.split(".."))
    assert not any(map(WORKDAYS.is_workday, days(first, last)))
    # The eve and the morrow are a plain day of the week or a make-up day: no span is a day short or long.
    made_up = set(map(date.fromisoformat, work.split()))
    for day in made_up:
        assert day.weekday() >= 5
        assert WORKDAYS.is_workday(day)
    for day in (first - timedelta(1), last + timedelta(1)):
        assert WORKDAYS.is_workday(day) == (day in made_up or day.weekday() < 5)


def test_new_years_eve_was_a_working_day_in_2024_and_is_a_day_off_since_2025() -> None:
    assert WORKDAYS.is_workday(date(2024, 2, 9))
    assert not WORKDAYS.is_workday(date(2025, 1, 28))
    assert not WORKDAYS.is_workday(date(2025, 5, 2))


# 全国年节及纪念日放假办法 (2024): thirteen days, by the lunar calendar of each year.
STATUTORY = {
    2027: "01-01 02-05 02-06 02-07 02-08 04-05 05-01 05-02 06-09 09-15 10-01 10-02 10-03",
    2028: "01-01 01-25 01-26 01-27 01-28 04-04 05-01 05-02 05-28 10-01 10-02 10-03",
    2029: "01-01 02-12 02-13 02-14 02-15 04-04 05-01 05-02 06-16 09-22 10-01 10-02 10-03",
    2030: "01-01 02-02 02-03 02-04 02-05 04-05 05-01 05-02 06-05 09-12 10-01 10-02 10-03",
}


@pytest.mark.parametrize("year", STATUTORY)
def test_a_year_without_its_notice_holds_the_statutory_days_alone(year: int) -> None:
    statutory = {date.fromisoformat(f"{year}-{day}") for day in STATUTORY[year].split()}
    for day in days(date(year, 1, 1), date(year, 12, 31)):
        assert WORKDAYS.is_workday(day) == (day.weekday() < 5 and day not in statutory)


def test_every_notice_has_a_number_or_says_that_there_is_none_yet() -> None:
    for name, text in CONFIG.files.items():
        if re.fullmatch(r"calendar/\d{4}\.yaml", name):
            pattern = "尚未发布" if "provisional: true" in text else r"国办发明电〔\d{4}〕\d+号"
            assert re.search(rf"^notice: .*{pattern}", text, re.MULTILINE), name
