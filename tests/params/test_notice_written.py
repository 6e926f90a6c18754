"""Any notice, written in the official words by a writer of its own, is read back as it was."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure.params import default_directory, load
from disclosure.params.calendar_files import notice_in, with_notice, year_file
from disclosure.params.calendars import read_calendar
from disclosure.params.holiday_notice import Holiday, HolidayNotice, different_days, notice_of
from disclosure.params.notice_text import recognised
from disclosure.params.reading import Problems, read

FILES = load(default_directory()).files
CHECKED = date(2026, 12, 1)

# Earliest first day and latest last day of each holiday, as (month, day), far enough apart not to touch.
WINDOWS = {
    "元旦": ((12, 28), (1, 5)),
    "春节": ((1, 18), (2, 26)),
    "清明节": ((4, 1), (4, 9)),
    "劳动节": ((4, 27), (5, 8)),
    "端午节": ((5, 24), (6, 28)),
    "中秋节": ((9, 6), (9, 25)),
    "国庆节": ((9, 28), (10, 12)),
}
FIXED = {"元旦": (1, 1), "劳动节": (5, 1), "国庆节": (10, 1)}
NUMERALS = "一二三四五六七"
WEEK = "一二三四五六日"


def span_of(draw: st.DrawFn, name: str, year: int) -> tuple[date, date]:
    (first_month, first_day), (last_month, last_day) = WINDOWS[name]
    start = date(year - (name == "元旦"), first_month, first_day)
    end = date(year, last_month, last_day)
    inside = date(year, *FIXED[name]) if name in FIXED else draw(st.dates(start, end))
    week = timedelta(7)
    return draw(st.dates(max(start, inside - week), inside)), draw(st.dates(inside, min(end, inside + week)))


@st.composite
def notices(draw: st.DrawFn, first: int = 2008, last: int = 2090) -> HolidayNotice:
    year = draw(st.integers(first, last))
    spans = {name: span_of(draw, name, year) for name in WINDOWS}
    off = {first + timedelta(n) for first, last in spans.values() for n in range((last - first).days + 1)}
    around = [
        [
            day
            for n in range(-10, 11)
            if (day := spans[name][0] + timedelta(n)).weekday() >= 5
            and day not in off
            and day >= date(year - 1, 12, 1)
        ]
        for name in WINDOWS
    ]
    taken: set[date] = set()
    holidays = []
    for name, choices in zip(WINDOWS, around, strict=True):
        free = [day for day in choices if day not in taken]
        work = sorted(draw(st.sets(st.sampled_from(free), max_size=2))) if free else []
        taken.update(work)
        holidays.append(Holiday(name, *spans[name], tuple(work)))
    return HolidayNotice(year, f"国办发明电〔{year - 1}〕{draw(st.integers(1, 99))}号", tuple(holidays))


def written(notice: HolidayNotice, weekday: str, always_year: bool) -> str:
    """The official words: 1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。"""

    def day(d: date, before: date | None = None) -> str:
        month = "" if before and (before.year, before.month) == (d.year, d.month) else f"{d.month}月"
        year = f"{d.year}年" if month and (always_year or d.year != notice.year) else ""
        return f"{year}{month}{d.day}日" + (f"（{weekday}{WEEK[d.weekday()]}）" if weekday else "")

    lines = []
    for numeral, holiday in zip(NUMERALS, notice.holidays, strict=True):
        length = (holiday.last - holiday.first).days + 1
        until = f"至{day(holiday.last, holiday.first)}" if length > 1 else ""
        worked = "、".join(day(d) for d in holiday.work)
        kind = "放假调休" if worked else "放假"
        line = f"{numeral}、{holiday.name}：{day(holiday.first)}{until}{kind}，共{length}天。"
        lines.append(line + (f"{worked}上班。" if worked else ""))
    title = f"国务院办公厅关于{notice.year}年部分节假日安排的通知\n{notice.number}\n"
    return (
        title + "经国务院批准，现将放假调休日期的具体安排通知如下。\n" + "\n".join(lines) + "\n国务院办公厅"
    )


@settings(max_examples=40, deadline=None)
@given(notices(), st.sampled_from(["", "周", "星期"]), st.booleans())
def test_what_is_written_is_read(notice: HolidayNotice, weekday: str, always_year: bool) -> None:
    result = recognised(written(notice, weekday, always_year))
    assert (result.notice, result.problems) == (notice, [])


@settings(max_examples=40, deadline=None)
@given(notices())
def test_the_form_holds_what_the_text_holds(notice: HolidayNotice) -> None:
    rows = [
        {"name": h.name, "from": f"{h.first}", "to": f"{h.last}", "work": " ".join(map(str, h.work))}
        for h in reversed(notice.holidays)
    ]
    result = notice_of(notice.year, notice.number, rows)
    assert (result.notice, result.problems) == (notice, [])


@settings(max_examples=25, deadline=None)  # each reads a calendar of twenty years
@given(notices(2027, 2027))
def test_the_year_file_is_read_as_the_days_of_its_notice(notice: HolidayNotice) -> None:
    files = {**FILES, "calendar/2027.yaml": year_file(notice, CHECKED)}
    assert notice_in(files, 2027) == notice
    assert with_notice(files, notice, date(2027, 1, 1)) is files
    problems = Problems()
    documents = {
        year: document
        for year in range(2008, 2031)
        if (document := read(f"calendar/{year}.yaml", files[f"calendar/{year}.yaml"], problems))
    }
    workdays = read_calendar(documents, {}, None, problems)
    assert workdays is not None, problems
    differing = {d.day: d.working for d in different_days(notice)}
    for n in range(365):
        day = date(2027, 1, 1) + timedelta(n)
        assert workdays.is_workday(day) == differing.get(day, day.weekday() < 5), day
