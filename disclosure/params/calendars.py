"""config/calendar → Workdays. C-3, C-4: 以国务院办公厅放假安排为准; C-15: a region may add its own days.

A year's file is its notice: spans of days off and the weekend days worked for them. A notice may reach back
into December of the year before. A year whose notice is not out holds the statutory holidays alone and is
provisional.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from pydantic import Field, StrictInt

from disclosure.law.workdays import Workdays
from disclosure.params.forms import Bool, Day, Form, Text
from disclosure.params.reading import Document, Problems, parse

SATURDAY = 5
LONGEST_HOLIDAY = 30  # days; a longer span is a mistyped month


class HolidayForm(Form):
    name: Text = Field(title="节日")
    first: Day = Field(alias="from", title="放假第一日")
    last: Day = Field(alias="to", title="放假最后一日")
    work: tuple[Day, ...] = Field(default=(), title="调休上班的休息日")


class YearForm(Form):
    year: StrictInt = Field(ge=2000, le=2100, title="年份")
    notice: Text = Field(title="放假通知的文号")
    checked: Day = Field(title="核对日期")
    provisional: Bool = Field(default=False, title="暂定", description="通知尚未发布，只列法定节日")
    holidays: tuple[HolidayForm, ...] = Field(min_length=1, title="放假和调休")


class ChangeForm(Form):
    first: Day = Field(alias="from", title="第一日")
    last: Day = Field(alias="to", title="最后一日")
    working: Bool = Field(title="是否上班")
    basis: Text = Field(title="依据")


class RegionForm(Form):
    name: Text = Field(title="地区")
    checked: Day = Field(title="核对日期")
    changes: tuple[ChangeForm, ...] = Field(min_length=1, title="与全国不同的日子")


def read_calendar(
    years: Mapping[int, Document], regions: Mapping[str, Document], chosen: str | None, problems: Problems
) -> Workdays | None:
    """The calendar of consecutive years with the days of the region chosen; None with the reasons noted when any of
    them is wrong, a region that nobody has chosen included."""
    before = len(problems)
    exceptions: dict[date, bool] = {}
    provisional: list[int] = []
    for year, document in sorted(years.items()):
        form = parse(YearForm, document, problems)
        if form is None:
            continue
        _check_year(year, form, document, provisional, problems)
        _enter(form, document, exceptions, problems)
        if form.provisional:
            provisional.append(year)
    _check_consecutive(years, problems)
    for name, document in regions.items():
        days = _region_days(document, problems)
        if name == chosen:
            exceptions |= days
    if len(problems) > before or not years:
        return None
    first, last = date(min(years), 1, 1), date(max(years), 12, 31)
    working = [exceptions.get(day, day.weekday() < SATURDAY) for day in _days(first, last)]
    return Workdays(first, working, date(provisional[0], 1, 1) if provisional else None)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(n) for n in range((last - first).days + 1))


def _check_year(
    year: int, form: YearForm, document: Document, provisional: list[int], problems: Problems
) -> None:
    if form.year != year:
        message = f"文件名是 {year} 年，内容是 {form.year} 年"
        problems.note(document.file, document.line("year"), "INCONSISTENT", message, "请改正其中之一")
    if provisional and not form.provisional:
        message = f"{year} 年已有正式安排，而 {provisional[-1]} 年还是暂定"
        problems.note(document.file, 1, "INCONSISTENT", message, f"请先补录 {provisional[-1]} 年放假安排")


def _check_consecutive(years: Mapping[int, Document], problems: Problems) -> None:
    for year in range(min(years, default=0), max(years, default=0)):
        if year not in years:
            problems.note(f"calendar/{year}.yaml", 1, "GAP", f"缺少 {year} 年的日历", "请补录该年放假安排")


def _enter(form: YearForm, document: Document, exceptions: dict[date, bool], problems: Problems) -> None:
    """Adds the days of one notice that differ from the plain week."""
    known = date(form.year - 1, 12, 1), date(form.year, 12, 31)
    for i, holiday in enumerate(form.holidays):
        spans = [("from", day, False) for day in _span(holiday, document, i, problems)]
        spans += [("work", day, True) for day in holiday.work]
        for key, day, working in spans:
            message = _fault(day, working, known, exceptions)
            if message:
                line = document.line("holidays", i, key)
                problems.note(
                    document.file, line, "WRONG_DAY", f"{holiday.name}：{message}", "请对照放假通知改正"
                )
            exceptions[day] = working


def _span(holiday: HolidayForm, document: Document, i: int, problems: Problems) -> list[date]:
    if 0 <= (holiday.last - holiday.first).days < LONGEST_HOLIDAY:
        return list(_days(holiday.first, holiday.last))
    message = f"{holiday.name}：{holiday.first} 至 {holiday.last} 不是 1 到 {LONGEST_HOLIDAY} 日"
    problems.note(document.file, document.line("holidays", i), "WRONG_DAY", message, "请改正起止日期")
    return []


def _fault(day: date, working: bool, known: tuple[date, date], exceptions: Mapping[date, bool]) -> str | None:
    if not known[0] <= day <= known[1]:
        return f"{day} 不在这一年"
    if day in exceptions:
        return f"{day} 写了两次"
    if working and day.weekday() < SATURDAY:
        return f"调休上班的 {day} 本来就不是周末"
    return None


def _region_days(document: Document, problems: Problems) -> dict[date, bool]:
    days: dict[date, bool] = {}
    form = parse(RegionForm, document, problems)
    for i, change in enumerate(form.changes if form else ()):
        if change.last < change.first:
            message = f"{change.first} 至 {change.last} 起止颠倒"
            problems.note(document.file, document.line("changes", i), "WRONG_DAY", message, "请改正起止日期")
        days |= dict.fromkeys(_days(change.first, change.last), change.working)
    return days
