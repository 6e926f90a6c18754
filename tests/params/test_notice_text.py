"""The text of a 放假通知 is read whole or told what is wrong with it: nineteen real ones, and one damaged."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure.law.holiday_notice import statutory_days
from disclosure.params import default_directory, load
from disclosure.params.holiday_notice import Holiday, HolidayNotice, balance, different_days
from disclosure.params.notice_text import MAX_CHARACTERS, recognised
from tests.params.invented import ADDED, NUMBER, STATUTORY, TEXT, WORKED, YEAR, days

NOTICES = Path(__file__).parent / "notices"
CONFIG = load(default_directory())
WORKDAYS = CONFIG.law.workdays
YEARS = range(2008, 2027)

# The calendar has what the State Council changed afterwards; the notice of the year before did not know it.
CHANGED_LATER = {
    2015: "2015-09-03 2015-09-04 2015-09-06",  # 抗战胜利70周年纪念日
    2019: "2019-04-28 2019-05-02 2019-05-03 2019-05-05",  # 劳动节 lengthened in March
    2020: "2020-01-31 2020-02-01",  # 春节 lengthened in January
}


def real(year: int) -> HolidayNotice:
    result = recognised((NOTICES / f"{year}.txt").read_text(encoding="utf-8"))
    assert result.problems == []
    assert result.notice is not None
    return result.notice


def working(notice: HolidayNotice, day: date) -> bool:
    return {d.day: d.working for d in different_days(notice)}.get(day, day.weekday() < 5)


@pytest.mark.parametrize("year", YEARS)
def test_the_text_of_a_real_notice_gives_the_days_of_the_verified_calendar(year: int) -> None:
    notice = real(year)
    # The last week of December may belong to the notice of the next year; the calendar begins on 2008-01-01.
    first, last = max(date(year - 1, 12, 25), WORKDAYS.first), date(year, 12, 24)
    known = [first + timedelta(n) for n in range((last - first).days + 1)]
    differing = {day for day in known if working(notice, day) != WORKDAYS.is_workday(day)}
    assert differing == set(map(date.fromisoformat, CHANGED_LATER.get(year, "").split()))


@pytest.mark.parametrize("year", YEARS)
def test_the_number_of_a_real_notice_is_that_of_its_year_file(year: int) -> None:
    notice = real(year)
    assert notice.year == year
    assert f"\nnotice: {notice.number}" in f"\n{CONFIG.files[f'calendar/{year}.yaml']}"


@pytest.mark.parametrize("year", YEARS)
def test_a_real_notice_balances_with_the_statutory_holidays(year: int) -> None:
    """Eleven days since 2008, thirteen since 2025: every other weekday off is worked for."""
    assert balance(real(year)) == statutory_days(CONFIG.law, year) == (11 if year < 2025 else 13)


def test_the_days_of_new_year_reach_back_and_weekends_join() -> None:
    assert real(2019).holidays[0] == Holiday(
        "元旦", date(2018, 12, 30), date(2019, 1, 1), (date(2018, 12, 29),)
    )
    # 1月1日放假，与周末连休: the Monday and the weekend before it.
    assert real(2024).holidays[0] == Holiday("元旦", date(2023, 12, 30), date(2024, 1, 1))
    # 4月5日放假，4月7日（星期一）补休: the Sunday between is off as it is.
    assert real(2014).holidays[2] == Holiday("清明节", date(2014, 4, 5), date(2014, 4, 7))


def test_the_invented_notice_is_read() -> None:
    notice = recognised(TEXT).notice
    assert notice is not None
    assert (notice.year, notice.number) == (YEAR, NUMBER)
    differing = different_days(notice)
    assert [d.day for d in differing if d.working] == days(WORKED)
    assert [d.day for d in differing if not d.working] == sorted(days(STATUTORY) + days(ADDED))
    assert balance(notice) == 13


def test_sentences_that_say_nothing_of_days_are_listed_as_they_were_written() -> None:
    unused = recognised((NOTICES / "2024.txt").read_text(encoding="utf-8")).unused
    assert [sentence[:8] for sentence in unused] == [
        "国务院办公厅关于",
        "鼓励各单位结合带",
        "节假日期间，各地",
        "国务院办公厅20",
    ]
    assert unused[1].endswith("安排职工在除夕（2月9日）休息")


WRITTEN_OTHERWISE = {
    "full width digits": str.maketrans("0123456789", "０１２３４５６７８９"),
    "half width punctuation": str.maketrans("，：（）", ",:()"),
    "square brackets in the number": str.maketrans("〔〕", "[]"),
    "long dashes for 至": str.maketrans("至", "—"),
}


@pytest.mark.parametrize("table", WRITTEN_OTHERWISE.values(), ids=WRITTEN_OTHERWISE.keys())
def test_another_way_of_writing_is_the_same_notice(table: dict[int, str]) -> None:
    assert recognised(TEXT.translate(table)).notice == recognised(TEXT).notice


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("一、元旦：", "1.元旦："),
        ("二、春节：", "（二）春节："),
        ("三、清明节：", "三、清明节"),
        ("四、劳动节：", "四、“五一”国际劳动节："),
        ("六、中秋节：", "中秋节："),
        ("共3天。\n", "共3天\n"),
        ("共8天", "共八天"),
        ("（周日）、2月14日（周日）上班", "（周日），2月14日（周日）上班"),
        ("（周日）、2月14日（周日）上班", "（周日）上班，2月14日（周日）上班"),
        ("9月26日（周日）、10月9日（周六）上班", "9月26日（星期天）和10月9日星期六照常上班"),
        ("6月9日（周三）放假1天，不调休", "6月9日放假，共1天"),
        ("1月1日（周五）至3日（周日）放假，共3天", "1月1日放假，与周末连休，共3天"),
        ("1月1日（周五）至3日", "2027年1月1日（周五）至2027年1月3日"),
    ],
)
def test_another_wording_is_the_same_notice(old: str, new: str) -> None:
    assert old in TEXT
    result = recognised(TEXT.replace(old, new))
    assert result.problems == []
    assert result.notice == recognised(TEXT).notice


def test_a_page_with_the_text_twice_is_one_notice() -> None:
    assert recognised(TEXT + TEXT).notice == recognised(TEXT).notice


def test_the_number_is_entered_beside_a_text_without_one() -> None:
    bare = TEXT.replace(f"{NUMBER}\n", "")
    assert [p.code for p in recognised(bare).problems] == ["WRONG_NUMBER"]
    assert recognised(bare, f" {NUMBER} ") == recognised(bare, NUMBER)
    assert recognised(bare, NUMBER).notice == recognised(TEXT).notice
    assert [p.code for p in recognised(TEXT, "国办发明电〔2026〕98号").problems] == ["WRONG_NUMBER"]


class Damage(NamedTuple):
    """`old` becomes `new` in the invented text; exactly the findings `told`, each code with a part of its words."""

    old: str
    new: str
    told: dict[str, str]


DAMAGES = [
    Damage(
        "放假，共3天。\n　　二",
        "放假，共4天。\n　　二",
        {"WRONG_SPAN": "写的是 4 天，2027-01-01 至 2027-01-03 是 3 天"},
    ),
    Damage("至12日（农历正月初七、周五）", "至11日（农历正月初七、周四）", {"WRONG_SPAN": "写的是 8 天"}),
    Damage("5月8日（周六）", "5月8日（周日）", {"WRONG_WEEKDAY": "2027-05-08 是周六，文中写“周日”"}),
    Damage("1月31日（周日）", "2月1日（周一）", {"NOT_A_WEEKEND": "2027-02-01 本来就是工作日（周一）"}),
    Damage("　　六、中秋节：9月15日（周三）放假1天，不调休。\n", "", {"MISSING": "没有中秋节"}),
    Damage("三、清明节：", "三、青明节：", {"MISSING": "没有清明节"}),
    Damage(
        "三、清明节：4月3日（周六）至5日（周一）",
        "三、清明节：",
        {"NOT_UNDERSTOOD": "放假，共3天", "NO_DAYS": "清明节", "MISSING": "清明节"},
    ),
    Damage("10月9日（周六）上班", "10月3日（周日）上班", {"OVERLAP": "2027-10-03 与国庆节的放假重复"}),
    Damage("9月15日（周三）放假1天", "10月6日（周三）放假1天", {"OVERLAP": "2027-10-06 与国庆节"}),
    Damage("5月8日（周六）上班", "9月26日（周日）上班", {"OVERLAP": "2027-09-26 与劳动节的调休上班重复"}),
    Damage(
        "10月1日（周五）至7日（周四）",
        "10月2日（周六）至8日（周五）",
        {"WRONG_SPAN": "国庆节的放假不含 2027-10-01"},
    ),
    Damage("6月9日（周三）", "2028年6月9日（周五）", {"WRONG_YEAR": "2028-06-09 不在 2027 年"}),
    Damage("关于2027年", "关于2026年", {"WRONG_YEAR": "2026、2027 几个年份"}),
    Damage("〔2026〕", "〔2025〕", {"WRONG_YEAR": "文号却是 2025 年的"}),
    Damage("国办发明电〔2026〕99号\n", "", {"WRONG_NUMBER": "没有文号"}),
    Damage(
        "6月9日", "6月31日", {"WRONG_DATE": "没有“6月31日”这一日", "NO_DAYS": "端午节", "MISSING": "端午节"}
    ),
    Damage("5月8日（周六）上班", "5月8日（周六）另行通知", {"NOT_UNDERSTOOD": "5月8日（周六）另行通知"}),
    Damage("5月8日（周六）上班", "5月8号上班", {"NOT_UNDERSTOOD": "5月8号上班"}),
    Damage("5月8日（周六）上班", "五月八日上班", {"NOT_UNDERSTOOD": "五月八日上班"}),
    Damage(
        "6月9日（周三）放假1天，不调休",
        "6月9日（周三）放假1天，有条件的可以调休",
        {"NOT_UNDERSTOOD": "有条件的可以调休", "NO_DAYS": "端午节", "MISSING": "端午节"},
    ),
    Damage(
        "　　五、端午节：",
        "　　",
        {"OVERLAP": "劳动节：放假写了两次", "WRONG_SPAN": "劳动节", "MISSING": "没有端午节"},
    ),
    Damage("（周三）放假调休", "（周二）放假调休", {"WRONG_WEEKDAY": "2027-05-05 是周三"}),
]


@pytest.mark.parametrize("damage", DAMAGES, ids=[d.new[:24].strip() or d.old[:24].strip() for d in DAMAGES])
def test_a_damage_is_told(damage: Damage) -> None:
    assert TEXT.count(damage.old) == 1
    problems = recognised(TEXT.replace(damage.old, damage.new)).problems
    told = {problem.code: f"{problem}" for problem in problems}
    assert set(told) == set(damage.told)
    for code, part in damage.told.items():
        assert any(problem.code == code and part in problem.message for problem in problems), told[code]
    assert all(problem.suggestion for problem in problems)


def test_a_problem_stands_on_the_line_of_its_words() -> None:
    (problem,) = recognised(TEXT.replace("5月8日（周六）上班", "5月8日（周日）上班")).problems
    assert TEXT.splitlines()[problem.line - 1].lstrip("　").startswith("四、劳动节")


def test_a_text_that_is_no_annual_notice_gives_no_days() -> None:
    changed = (
        "国务院办公厅关于调整2019年劳动节假期安排的通知\n国办发明电〔2019〕3号\n"
        "一、2019年5月1日至4日放假调休，共4天。4月28日（星期日）、5月5日（星期日）上班。"
    )
    for text in (changed, "", "。；：", "今天天气很好。"):
        result = recognised(text)
        assert result.notice is None
        assert [problem.code for problem in result.problems] == ["NO_YEAR"]
    assert recognised(changed).unused  # its sentences are shown, not swallowed
    assert [p.code for p in recognised(TEXT + "　" * MAX_CHARACTERS).problems] == ["TOO_LARGE"]


def test_a_make_up_day_left_out_is_seen_in_the_balance() -> None:
    """The text is a possible one, so nothing in it is wrong by itself."""
    result = recognised(TEXT.replace("5月8日（周六）上班。", ""))
    assert result.notice is not None
    assert (result.problems, balance(result.notice)) == ([], 14)


@settings(deadline=None)
@given(st.data())
def test_spaces_and_line_breaks_anywhere_change_nothing(data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, len(TEXT)), max_size=30))
    text = TEXT
    for place in sorted(places, reverse=True):
        text = text[:place] + data.draw(st.sampled_from(" \n\t　\r\u200b\xa0")) + text[place:]
    result = recognised(text)
    assert (result.notice, result.problems) == (recognised(TEXT).notice, [])


@settings(deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from("一二三、元旦春节国庆：，。（）周日月年至放假上班调休共天0123456789-补\n"),
        max_size=200,
    )
)
def test_no_text_is_too_strange_to_be_answered(body: str) -> None:
    result = recognised(f"国务院办公厅关于2027年部分节假日安排的通知\n{body}")
    assert result.problems  # seven holidays do not come about by chance
    assert all(problem.message and problem.suggestion for problem in result.problems)
