"""A notice and a regional closure become files of config/calendar; entering them again changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from disclosure.errors import BadInput, ConfigInvalid
from disclosure.params import Config, default_directory, load
from disclosure.params.calendar_files import Closure, notice_in, with_closure, with_notice, year_file
from disclosure.params.holiday_notice import (
    HolidayNotice,
    MovedDay,
    different_days,
    long_runs,
    moved_days,
    notice_of,
)
from disclosure.params.notice_text import recognised
from tests.params.invented import ADDED, NUMBER, TEXT, WORKED, YEAR, days

CONFIG = load(default_directory())
CHECKED, LATER = date(2026, 12, 1), date(2026, 12, 9)
CLOSURE = Closure(date(2026, 12, 28), date(2026, 12, 30), False, "示例市停工通知〔2026〕1号（虚构）")

# What a person fills in for the invented notice, row by row.
ROWS = [
    {"name": "元旦", "from": "2027-01-01", "to": "2027-01-03", "work": ""},
    {"name": "春节", "from": "2027-02-05", "to": "2027-02-12", "work": "2027-02-14 2027-01-31"},
    {"name": "清明节", "from": "2027-04-03", "to": "2027-04-05"},
    {"name": "", "from": "", "to": "", "work": ""},
    {"name": "国庆节", "from": "2027-10-01", "to": "2027-10-07", "work": "2027-09-26、2027-10-09"},
    {"name": "劳动节", "from": "2027-05-01", "to": "2027-05-05", "work": " 2027-05-08 "},
    {"name": "端午节", "from": "2027-06-09", "to": ""},
    {"name": "中秋节", "from": "2027-09-15", "to": "2027-09-15"},
]


def invented() -> HolidayNotice:
    notice = recognised(TEXT).notice
    assert notice is not None
    return notice


def filled(**changes: str) -> list[str]:
    """The findings on the form when its first row is changed."""
    return [problem.code for problem in notice_of(YEAR, NUMBER, [{**ROWS[0], **changes}, *ROWS[1:]]).problems]


def test_the_form_gives_the_notice_that_its_text_gives() -> None:
    result = notice_of(YEAR, f" {NUMBER} ", ROWS)
    assert (result.notice, result.problems) == (invented(), [])


def test_what_is_wrong_with_a_row_is_told_with_its_place() -> None:
    assert filled(to="2027-13-01") == ["WRONG_DATE", "MISSING"]
    assert filled(**{"from": ""}) == ["WRONG_DATE", "MISSING"]
    assert filled(to="2026-12-31") == ["WRONG_SPAN", "WRONG_SPAN"]  # upside down, and so without 1 January
    assert filled(work="2027-01-04") == ["NOT_A_WEEKEND"]
    assert filled(name="元旦: {a: b}") == ["WRONG_NAME", "MISSING"]
    assert filled(name="") == ["WRONG_NAME", "MISSING"]
    (problem,) = notice_of(YEAR, NUMBER, [*ROWS[:4], {**ROWS[4], "work": "2027-10-11"}, *ROWS[5:]]).problems
    assert (problem.line, problem.code) == (5, "NOT_A_WEEKEND")


@pytest.mark.parametrize(
    ("number", "codes"),
    [
        ("国办发明电〔2026〕99号；国办发明电〔2027〕3号（劳动节）", []),  # as the file of 2019 has it
        ("国办发明电〔2026〕99号\nprovisional: true", ["WRONG_NUMBER"]),
        ("国办发明电〔2027〕1号", ["WRONG_YEAR"]),
        ("", ["WRONG_NUMBER"]),
    ],
)
def test_the_number_is_one_of_the_state_council(number: str, codes: list[str]) -> None:
    assert [problem.code for problem in notice_of(YEAR, number, ROWS).problems] == codes


# Written by hand from the invented text, in the style of the files that are there.
WRITTEN = f"""\
year: 2027
notice: {NUMBER}
checked: 2026-12-01
holidays:
- {{name: 元旦, from: 2027-01-01, to: 2027-01-03}}
- {{name: 春节, from: 2027-02-05, to: 2027-02-12, work: [2027-01-31, 2027-02-14]}}
- {{name: 清明节, from: 2027-04-03, to: 2027-04-05}}
- {{name: 劳动节, from: 2027-05-01, to: 2027-05-05, work: [2027-05-08]}}
- {{name: 端午节, from: 2027-06-09, to: 2027-06-09}}
- {{name: 中秋节, from: 2027-09-15, to: 2027-09-15}}
- {{name: 国庆节, from: 2027-10-01, to: 2027-10-07, work: [2027-09-26, 2027-10-09]}}
"""


def test_a_notice_is_written_as_the_files_that_are_there() -> None:
    assert year_file(invented(), CHECKED) == WRITTEN


@pytest.mark.parametrize("year", range(2009, 2027))
def test_every_year_file_is_what_its_own_notice_is_written_as(year: int) -> None:
    """2008 alone has a comment before it."""
    notice = notice_in(CONFIG.files, year)
    assert notice is not None
    assert year_file(notice, date(2026, 11, 22)) == CONFIG.files[f"calendar/{year}.yaml"]


def test_a_provisional_or_missing_year_has_no_notice() -> None:
    assert notice_in(CONFIG.files, 2027) is None
    assert notice_in(CONFIG.files, 2031) is None


def test_entering_a_notice_replaces_the_provisional_year_and_nothing_else() -> None:
    after = with_notice(CONFIG.files, invented(), CHECKED)
    assert after == {**CONFIG.files, "calendar/2027.yaml": WRITTEN}
    workdays = Config.of_snapshot(after).law.workdays
    assert workdays.provisional_from == date(2028, 1, 1)
    assert all(workdays.is_workday(day) for day in days(WORKED))
    assert not any(workdays.is_workday(day) for day in days(ADDED))


def test_entering_it_again_changes_nothing_on_whatever_day() -> None:
    once = with_notice(CONFIG.files, invented(), CHECKED)
    again = recognised(TEXT.replace("，共3天", "")).notice  # the same days in other words
    assert again is not None
    assert with_notice(once, invented(), LATER) is once
    assert with_notice(once, again, LATER) is once


@pytest.mark.parametrize(
    ("old", "new"),
    [("10月9日（周六）", "10月10日（周日）"), ("〔2026〕99号", "〔2026〕98号")],
    ids=["another day", "another number"],
)
def test_a_notice_corrected_is_written_anew(old: str, new: str) -> None:
    once = with_notice(CONFIG.files, invented(), CHECKED)
    corrected = recognised(TEXT.replace(old, new)).notice
    assert corrected is not None
    twice = with_notice(once, corrected, LATER)
    assert {name for name in twice if twice[name] != once[name]} == {"calendar/2027.yaml"}
    assert "checked: 2026-12-09" in twice["calendar/2027.yaml"]


def test_a_notice_with_a_fault_is_not_entered() -> None:
    whole = invented()
    with pytest.raises(ConfigInvalid, match="没有国庆节"):
        with_notice(CONFIG.files, HolidayNotice(whole.year, whole.number, whole.holidays[:-1]), CHECKED)


def test_the_days_that_move_are_those_that_the_statute_alone_did_not_have() -> None:
    before = CONFIG.law.workdays
    after = Config.of_snapshot(with_notice(CONFIG.files, invented(), CHECKED)).law.workdays
    expected = [MovedDay(day, True) for day in days(WORKED)] + [MovedDay(day, False) for day in days(ADDED)]
    assert moved_days(before, after) == tuple(sorted(expected, key=lambda moved: moved.day))
    assert moved_days(after, after) == ()


def test_the_table_names_the_holiday_of_every_day_that_differs() -> None:
    table = {d.day: (d.working, d.holiday) for d in different_days(invented())}
    assert table[date(2027, 1, 31)] == (True, "春节")
    assert table[date(2027, 2, 12)] == (False, "春节")
    assert date(2027, 1, 2) not in table  # a Saturday off is nothing new


def test_a_run_of_more_than_seven_working_days_is_shown() -> None:
    assert long_runs(invented()) == ()
    worked = recognised(TEXT.replace("5月8日（周六）", "5月8日（周六）、5月9日（周日）")).notice
    assert worked is not None
    assert long_runs(worked) == ((date(2027, 5, 6), date(2027, 5, 14)),)  # Thursday to the Friday after next
    # 2013: 4 January, a Friday, to the Friday after it, both days of the weekend worked.
    real = notice_in(CONFIG.files, 2013)
    assert real is not None
    assert long_runs(real) == ((date(2013, 1, 4), date(2013, 1, 11)),)


def closed(
    files: Mapping[str, str],
    closure: Closure = CLOSURE,
    checked: date = CHECKED,
    region: str = "example_city",
) -> Mapping[str, str]:
    return with_closure(files, region, "示例市（虚构）", closure, checked)


def test_a_closure_makes_the_calendar_of_its_region_and_uses_it() -> None:
    after = closed(CONFIG.files)
    changed = {name for name in after if after[name] != CONFIG.files.get(name)}
    assert changed == {"calendar/regions/example_city.yaml", "service.yaml"}
    assert after["service.yaml"] == CONFIG.files["service.yaml"].replace(
        "region: null", "region: example_city"
    )
    moved = moved_days(CONFIG.law.workdays, Config.of_snapshot(after).law.workdays)
    assert moved == tuple(MovedDay(date(2026, 12, day), False) for day in (28, 29, 30))


def test_the_same_closure_again_changes_nothing_and_another_is_added() -> None:
    once = closed(CONFIG.files)
    assert closed(once, checked=LATER) is once
    worked = Closure(date(2026, 12, 27), date(2026, 12, 27), True, '补班的"通知": {a: b} # 虚构')
    twice = closed(once, worked, LATER)
    workdays = Config.of_snapshot(twice).law.workdays
    assert workdays.is_workday(date(2026, 12, 27))  # a Sunday
    assert not workdays.is_workday(date(2026, 12, 28))


def test_a_later_change_of_the_same_day_prevails() -> None:
    resumed = Closure(date(2026, 12, 30), date(2026, 12, 30), True, "示例市提前复工通知（虚构）")
    workdays = Config.of_snapshot(closed(closed(CONFIG.files), resumed)).law.workdays
    assert [workdays.is_workday(date(2026, 12, 28) + timedelta(n)) for n in range(3)] == [False, False, True]


def test_comments_before_a_region_stay() -> None:
    after = closed(CONFIG.files, region="example")
    before, text = CONFIG.files["calendar/regions/example.yaml"], after["calendar/regions/example.yaml"]
    comments = [line for line in before.splitlines() if line.startswith("#")]
    assert text.splitlines()[: len(comments)] == comments
    assert "示例地区（虚构）" in text  # the name it has, not the one entered again
    workdays = Config.of_snapshot(after).law.workdays
    assert not workdays.is_workday(date(2020, 2, 3))  # what stood there before is still there


@pytest.mark.parametrize(
    ("field", "region", "closure"),
    [
        ("region", "../etc", CLOSURE),
        ("region", "Example", CLOSURE),
        ("last", "example", Closure(date(2026, 12, 30), date(2026, 12, 28), False, "通知")),
        ("last", "example", Closure(date(2026, 10, 1), date(2026, 12, 28), False, "通知")),
        ("first", "example", Closure(date(2031, 2, 3), date(2031, 2, 4), False, "通知")),
        ("basis", "example", Closure(date(2026, 12, 28), date(2026, 12, 28), False, "  ")),
        ("basis", "example", Closure(date(2026, 12, 28), date(2026, 12, 28), False, "通知\nregion: x")),
    ],
)
def test_a_closure_that_cannot_be_is_refused_by_its_field(field: str, region: str, closure: Closure) -> None:
    with pytest.raises(BadInput) as refused:
        closed(CONFIG.files, closure, region=region)
    assert refused.value.field == field
    assert refused.value.why
    assert refused.value.todo


def test_a_second_region_is_refused_and_a_new_one_needs_its_name() -> None:
    with pytest.raises(BadInput, match="已启用地区日历 example_city"):
        closed(closed(CONFIG.files), region="example")
    with pytest.raises(BadInput, match="没有地区名称"):
        with_closure(CONFIG.files, "example_city", " ", CLOSURE, CHECKED)
