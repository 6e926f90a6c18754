"""C-4: the 放假安排 of a year as a person states it, in a form or as pasted text, and what is wrong with it.

A notice is days off by holiday and the weekend days worked for them. What cannot be told from the days alone (a
weekday or a number of days stated wrongly) is found where the text is read, in `notice_text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from disclosure.law.workdays import Workdays
from disclosure.params.calendars import LONGEST_HOLIDAY, SATURDAY
from disclosure.params.reading import Problems

PLACE = "放假通知"  # stands where a Problem names its file; the line is the line of the text, or the row of the form
STATUTORY = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
LONGEST_RUN = 7  # working days in a row; a longer run is shown, because it is more often a slip than a notice

_FIXED = {"元旦": (1, 1), "劳动节": (5, 1), "国庆节": (10, 1)}  # the holidays whose day no moon decides
_NAME = re.compile(r"[\u4e00-\u9fff0-9、]{2,30}")
# One number, or that of the notice and those that changed it: 国办发明电〔2018〕15号；国办发明电〔2019〕3号（劳动节）.
_ONE = r"国(?:办)?发(?:明电)?〔(\d{4})〕\d{1,3}号(?:（[\u4e00-\u9fff0-9]{1,20}）)?"
_NUMBER = re.compile(rf"{_ONE}(?:；{_ONE})*")


@dataclass(frozen=True, slots=True)
class Holiday:
    """Off from `first` to `last`, both included; `work` are the weekend days worked for it."""

    name: str
    first: date
    last: date
    work: tuple[date, ...] = ()

    def days(self) -> Iterator[date]:
        return (self.first + timedelta(n) for n in range((self.last - self.first).days + 1))


@dataclass(frozen=True, slots=True)
class HolidayNotice:
    """`number` is the 文号. Holidays stand in the order of their days."""

    year: int
    number: str
    holidays: tuple[Holiday, ...]


@dataclass(frozen=True, slots=True)
class RecognisedNotice:
    """`notice` is what could be read, also where it has problems, so that a form can be filled with it; None when
    not even the year is known. `unused` are the sentences that say nothing of days, as they were written."""

    notice: HolidayNotice | None
    problems: Problems
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DifferentDay:
    """A day that is not what its place in the week says; `holiday` is the one it is off or worked for."""

    day: date
    working: bool
    holiday: str


@dataclass(frozen=True, slots=True)
class MovedDay:
    """A day that another calendar sees differently; `working` is what it becomes."""

    day: date
    working: bool


def known_days(year: int) -> tuple[date, date]:
    """The first and last day that the notice of `year` can speak of: it may reach back into December."""
    return date(year - 1, 12, 1), date(year, 12, 31)


def different_days(notice: HolidayNotice) -> tuple[DifferentDay, ...]:
    """Weekdays off and weekend days worked, in the order of the calendar: all that the notice changes."""
    off = (DifferentDay(day, False, h.name) for h in notice.holidays for day in h.days() if _is_weekday(day))
    worked = (
        DifferentDay(day, True, h.name) for h in notice.holidays for day in h.work if not _is_weekday(day)
    )
    return tuple(sorted((*off, *worked), key=lambda different: different.day))


def balance(notice: HolidayNotice) -> int:
    """Weekdays off less weekend days worked. It is `statutory_days` for a notice that neither lost a make-up day
    nor gained a day off; one that the State Council changed within its year (2015, 2019, 2020) may differ."""
    return sum(-1 if different.working else 1 for different in different_days(notice))


def moved_days(before: Workdays, after: Workdays) -> tuple[MovedDay, ...]:
    """Days that both calendars know and see differently, regional days included."""
    first, last = max(before.first, after.first), min(before.last, after.last)
    days = (first + timedelta(n) for n in range((last - first).days + 1))
    return tuple(
        MovedDay(day, after.is_workday(day))
        for day in days
        if before.is_workday(day) != after.is_workday(day)
    )


def long_runs(notice: HolidayNotice) -> tuple[tuple[date, date], ...]:
    """First and last day of every run of more than LONGEST_RUN working days in a row, by this notice alone."""
    known = {different.day: different.working for different in different_days(notice)}
    start, end = known_days(notice.year)
    days = (start + timedelta(n) for n in range((end - start).days + 1))
    runs = []
    for working, run in groupby(days, key=lambda day: known.get(day, _is_weekday(day))):
        first, *more = run
        if working and len(more) >= LONGEST_RUN:
            runs.append((first, more[-1]))
    return tuple(runs)


def notice_of(year: int, number: str, rows: Sequence[Mapping[str, str]]) -> RecognisedNotice:
    """A notice from the rows of a form: name, from, to, work (days in ISO form, apart by spaces or commas). A row
    with nothing in it is passed over."""
    problems = Problems()
    found: list[tuple[Holiday, int]] = []
    for line, row in enumerate(rows, start=1):
        cells = {key: row.get(key, "").strip() for key in ("name", "from", "to", "work")}
        if not any(cells.values()):
            continue
        days = [_day(cells["from"], line, problems), _day(cells["to"] or cells["from"], line, problems)]
        work = [_day(text, line, problems) for text in re.split(r"[\s,，、;；]+", cells["work"]) if text]
        if None not in days:
            first, last = days[0], days[1]
            assert first is not None
            assert last is not None
            found.append((Holiday(cells["name"], first, last, tuple(day for day in work if day)), line))
    return told(year, number.strip(), found, problems)


def told(
    year: int,
    number: str,
    found: Iterable[tuple[Holiday, int]],
    problems: Problems,
    unused: Iterable[str] = (),
) -> RecognisedNotice:
    """The notice of these holidays, each with its line, and everything that is wrong with it."""
    ordered = sorted(found, key=lambda pair: (pair[0].first, pair[1]))
    holidays = tuple(
        Holiday(holiday.name, holiday.first, holiday.last, tuple(sorted(holiday.work)))
        for holiday, _ in ordered
    )
    notice = HolidayNotice(year, number, holidays)
    problems.extend(faults(notice, [line for _, line in ordered]))
    return RecognisedNotice(notice, problems, tuple(unused))


def faults(notice: HolidayNotice, lines: Sequence[int] = ()) -> Problems:
    """Everything that the days themselves show to be wrong; `lines` are those of the holidays, when known."""
    problems = Problems()
    _check_number(notice, problems)
    taken: dict[date, str] = {}
    for i, holiday in enumerate(notice.holidays):
        line = lines[i] if i < len(lines) else 0
        if not _NAME.fullmatch(holiday.name):
            what = f"节日名称“{holiday.name}”不是二至三十个汉字"
            problems.note(PLACE, line, "WRONG_NAME", what, "请照通知填写节日名称")
        _check_span(holiday, line, problems)
        _check_days(notice.year, holiday, line, taken, problems)
    _check_all_there(notice, problems)
    return problems


def _is_weekday(day: date) -> bool:
    return day.weekday() < SATURDAY


def _day(text: str, line: int, problems: Problems) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        what = f"“{text}”不是日期" if text else "没有填写放假的第一日"
        problems.note(PLACE, line, "WRONG_DATE", what, "请按 2027-01-01 的样子填写")
        return None


def _check_number(notice: HolidayNotice, problems: Problems) -> None:
    if not (found := _NUMBER.fullmatch(notice.number)):
        what = f"文号“{notice.number}”不是国务院办公厅的文号" if notice.number else "没有文号"
        problems.note(PLACE, 0, "WRONG_NUMBER", what, "请照通知填写，如：国办发明电〔2025〕7号")
    elif int(found[1]) != notice.year - 1:
        what = f"{notice.year} 年的安排，文号却是 {found[1]} 年的：通知在前一年发布"
        problems.note(PLACE, 0, "WRONG_YEAR", what, "请核对年份和文号")


def _check_span(holiday: Holiday, line: int, problems: Problems) -> None:
    length = (holiday.last - holiday.first).days + 1
    if not 1 <= length <= LONGEST_HOLIDAY:
        what = f"{holiday.name}：{holiday.first} 至 {holiday.last} 不是 1 到 {LONGEST_HOLIDAY} 日"
        problems.note(PLACE, line, "WRONG_SPAN", what, "请对照通知改正起止日期")


def _check_days(year: int, holiday: Holiday, line: int, taken: dict[date, str], problems: Problems) -> None:
    first, last = known_days(year)
    for day, working in (*((day, False) for day in holiday.days()), *((day, True) for day in holiday.work)):
        if not first <= day <= last:
            what = f"{holiday.name}：{day} 不在 {year} 年的安排之内"
            problems.note(PLACE, line, "WRONG_YEAR", what, "请核对年份；通知只能向前涉及上年12月")
        if day in taken:
            what = f"{holiday.name}：{day} 与{taken[day]}重复"
            problems.note(PLACE, line, "OVERLAP", what, "一日只能有一种安排，请对照通知改正")
        if working and _is_weekday(day):
            what = f"{holiday.name}：调休上班的 {day} 本来就是工作日（周{weekday_name(day)}）"
            problems.note(PLACE, line, "NOT_A_WEEKEND", what, "调休上班的应是周六或周日，请对照通知改正")
        taken[day] = f"{holiday.name}的{'调休上班' if working else '放假'}"


def _check_all_there(notice: HolidayNotice, problems: Problems) -> None:
    for name in STATUTORY:
        named = [holiday for holiday in notice.holidays if name in holiday.name.split("、")]
        if not named:
            what = f"没有{name}：全国年节及纪念日放假办法规定的七个节日缺一个"
            problems.note(PLACE, 0, "MISSING", what, f"请补上{name}的放假安排")
        elif name in _FIXED and date(notice.year, *_FIXED[name]) not in {d for h in named for d in h.days()}:
            day = date(notice.year, *_FIXED[name])
            what = f"{name}的放假不含 {day}：这一日是法定节假日"
            problems.note(PLACE, 0, "WRONG_SPAN", what, "请对照通知改正起止日期")


def weekday_name(day: date) -> str:
    return "一二三四五六日"[day.weekday()]
