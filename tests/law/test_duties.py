"""Days of what is owed beside the cases: day before, day, day after, counted by hand or through another calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure.law.holiday_notice import notice_due, notices_owed
from disclosure.law.reassessment import days_owed, raised_on, reassessment_due
from disclosure.law.remedy import Agency
from disclosure.law.report import Reporter, preparation_due, report_due, reporter_of, reports_owed
from disclosure.law.terms import Law
from disclosure.law.workdays import Workdays

AHEAD = 30  # working days
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("assessed", "due"),
    [
        (date(2024, 3, 11), date(2025, 3, 11)),  # 周二
        (date(2024, 3, 15), date(2025, 3, 17)),  # 2025-03-15 是周六，顺延到周一（C-3）
        (date(2024, 2, 29), date(2025, 2, 28)),  # 没有对应日，取月末（C-2）
        (date(2023, 10, 3), date(2024, 10, 8)),  # 国庆假期，顺延到 10 月 8 日
        (date(2019, 5, 14), date(2020, 5, 15)),  # 新条例施行前的答复，自施行之日起算
        (date(2019, 5, 15), date(2020, 5, 15)),
        (date(2019, 5, 16), date(2020, 5, 18)),  # 2020-05-16 是周六
        (date(2015, 1, 5), date(2020, 5, 15)),
    ],
)
def test_r18_an_assessment_is_due_twelve_months_after_the_last(assessed: date, due: date, law: Law) -> None:
    found = reassessment_due(law, assessed)
    assert (found.date, found.rule) == (due, "R18")


def working_days_before(day: date, n: int) -> date:
    while n:
        day -= DAY
        n -= chinese_calendar.is_workday(day)
    return day


def test_it_is_raised_so_many_working_days_ahead(law: Law) -> None:
    """R18: due on Tuesday 2025-03-11; the count runs back over 春节 and its make-up days."""
    # 3 月 3 至 10 日 6 日；2 月 10 至 28 日 15 日；2 月 5 至 8 日 4 日；1 月 22、23、24、26、27 日 5 日
    assert working_days_before(date(2025, 3, 11), AHEAD) == date(2025, 1, 22)
    assert raised_on(law, date(2024, 3, 11), AHEAD) == date(2025, 1, 22)


@pytest.mark.parametrize(
    ("today", "owed"),
    [(date(2025, 1, 21), False), (date(2025, 1, 22), True), (date(2025, 1, 23), True)],
)
def test_day_before_day_and_day_after_of_raising(today: date, owed: bool, law: Law) -> None:
    spans = list(days_owed(law, today, AHEAD))
    assert any(first <= date(2024, 3, 11) <= last for first, last in spans) is owed


def test_before_the_rule_was_a_year_old_nothing_was_owed(law: Law) -> None:
    first = raised_on(law, date(2010, 1, 1), AHEAD)
    assert list(days_owed(law, first - DAY, AHEAD)) == []
    ((since, until),) = days_owed(law, first, AHEAD)
    assert since == date.min
    assert until >= date(2019, 5, 15)


def shortened(law: Law) -> Law:
    """The same law with an interval of six months from 2024-01-01."""
    interval = law.numbers["reassessment.interval"]
    later = replace(interval.entries[-1], since=date(2024, 1, 1), value=6)
    changed = replace(interval, entries=(*interval.entries, later))
    return replace(law, numbers={**law.numbers, "reassessment.interval": changed})


@settings(max_examples=40, deadline=None)
@given(
    today=st.dates(date(2024, 1, 1), date(2026, 6, 30)),
    ahead=st.integers(1, 40),
    short=st.booleans(),
)
def test_the_spans_are_exactly_the_days_that_are_owed(today: date, ahead: int, short: bool, law: Law) -> None:
    """Against every day one by one; with a second, shorter interval the later day may be owed before the earlier."""
    used = shortened(law) if short else law
    spans = list(days_owed(used, today, ahead))
    day = date(2022, 1, 1)
    while day <= today:
        assert any(first <= day <= last for first, last in spans) == (raised_on(used, day, ahead) <= today), (
            day
        )
        day += DAY


@pytest.mark.parametrize(
    ("agency", "reporter"),
    [
        (Agency.DEPARTMENT, Reporter.DEPARTMENT),
        (Agency.TOWNSHIP, Reporter.DEPARTMENT),
        (Agency.COUNTY_OR_CITY, Reporter.GOVERNMENT),
        (Agency.PROVINCE, Reporter.GOVERNMENT),
        (Agency.CUSTOMS, Reporter.DEPARTMENT),
    ],
)
def test_r49_governments_alone_have_until_march(agency: Agency, reporter: Reporter) -> None:
    assert reporter_of(agency) is reporter


@pytest.mark.parametrize(
    ("year", "reporter", "due", "prepared"),
    [
        (
            2024,
            Reporter.DEPARTMENT,
            date(2025, 1, 31),
            date(2025, 1, 21),
        ),  # 春节假期内，从 1 月 27 日（周一）倒数
        (2025, Reporter.DEPARTMENT, date(2026, 1, 31), date(2026, 1, 23)),  # 周六，从 1 月 30 日倒数（X15）
        (2025, Reporter.GOVERNMENT, date(2026, 3, 31), date(2026, 3, 24)),  # 周二
        (2017, Reporter.DEPARTMENT, date(2018, 3, 31), date(2018, 3, 23)),  # O31；周六
    ],
)
def test_the_report_has_a_fixed_day_and_the_agency_one_of_its_own(
    year: int, reporter: Reporter, due: date, prepared: date, law: Law
) -> None:
    """R49.1, R49.2, X15, G9."""
    found = report_due(law, year, reporter)
    assert found.date == due
    assert preparation_due(law, found, 5).date == prepared


@pytest.mark.parametrize(
    ("began", "today", "years"),
    [
        (date(2025, 6, 1), date(2025, 12, 31), []),
        (date(2025, 6, 1), date(2026, 1, 1), [2025]),
        (date(2025, 6, 1), date(2026, 1, 2), [2025]),
        (date(2025, 6, 1), date(2028, 2, 1), [2025, 2026, 2027]),  # 漏看两年，一次补齐
        (date(2026, 1, 31), date(2026, 6, 1), [2025]),  # 启用之日尚未到期
        (date(2026, 2, 1), date(2026, 6, 1), []),  # 启用前已到期
    ],
)
def test_which_reports_are_owed(began: date, today: date, years: list[int], law: Law) -> None:
    assert list(reports_owed(law, Reporter.DEPARTMENT, began, today)) == years


def provisional(law: Law, first: date | None) -> Law:
    days = Workdays(date(2020, 1, 1), [True] * (10 * 366), first)
    return replace(law, workdays=days)


@pytest.mark.parametrize(
    ("first", "today", "years"),
    [
        (date(2027, 1, 1), date(2026, 10, 31), []),
        (date(2027, 1, 1), date(2026, 11, 1), [2027]),
        (date(2027, 1, 1), date(2026, 11, 2), [2027]),
        (date(2027, 1, 1), date(2027, 3, 1), [2027]),  # 已经到了当年，仍未录入
        (date(2027, 1, 1), date(2027, 11, 1), [2027, 2028]),
        (None, date(2026, 12, 31), []),
    ],
)
def test_which_notices_are_owed(first: date | None, today: date, years: list[int], law: Law) -> None:
    """C-4."""
    assert list(notices_owed(provisional(law, first), today)) == years


def test_a_notice_is_due_on_the_last_day_of_the_year_before(law: Law) -> None:
    due = notice_due(law, 2027)
    assert (due.date, due.rule) == (date(2026, 12, 31), "C-4")


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 1, 30), date(2026, 1, 30)),
        (date(2026, 1, 31), date(2026, 1, 30)),
        (date(2026, 2, 1), date(2026, 1, 30)),
        (date(2026, 2, 14), date(2026, 2, 14)),  # 调休上班的周六
        (date(2026, 2, 23), date(2026, 2, 14)),  # 春节最后一日
    ],
)
def test_the_last_working_day_that_is_not_after(day: date, last: date, law: Law) -> None:
    """X15."""
    assert law.workdays.on_or_before(day) == last
