"""国务院办公厅关于某年部分节假日安排的通知: its text → days, in the wordings of 2008 to 2026.

The text is read as a whole: width of characters, spaces and line breaks do not matter. Under each holiday every
sentence must be understood clause by clause; one that is not is a problem with its words and its line, never left
out. What stands before the first holiday and the closing sentences say nothing of days and are listed as unused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from disclosure.params.calendars import SATURDAY
from disclosure.params.holiday_notice import PLACE, Holiday, RecognisedNotice, told, weekday_name
from disclosure.params.reading import Problems

MAX_CHARACTERS = 20_000  # a notice has a thousand

_TITLE = re.compile(r"(?:关于|现将)(\d{4})年(?:部分节假日|元旦)")
_NUMBER = re.compile(r"国办发明电[〔\[【(](\d{4})[〕\]】)](\d{1,3})号")

# The seven, as they have been named; the year file has them by one name.
_NAMES = {
    "元旦": "元旦",
    "春节": "春节",
    "清明": "清明节",
    "五一": "劳动节",
    "国际": "劳动节",
    "劳动": "劳动节",
    "端午": "端午节",
    "中秋": "中秋节",
    "国庆": "国庆节",
}
_KNOWN = r"(?:元旦|春节|清明|(?:[\"“]?五一[\"”]?)?(?:国际)?劳动|端午|中秋|国庆)节?"
_KNOWNS = rf"{_KNOWN}(?:[、和及]{_KNOWN})*"
_ORDINAL = r"(?:\(?[一二三四五六七八九十]{1,2}\)?[、.]?|\d{1,2}[、.])"
_HEADING = re.compile(
    rf"(?:{_ORDINAL})?(?P<a>{_KNOWNS}):"
    rf"|{_ORDINAL}(?P<b>{_KNOWNS}),?(?=\d)"
    r"|(?:(?<=[。;:])|^)[一二三四五六七八九十]{1,2}、(?P<c>[\u4e00-\u9fff0-9]{2,24}):(?=\d)"
)

_AFTER = r"(?:\([^()]*\)|(?:周|星期)[一二三四五六日天])?"
_D = rf"(?:(?:\d{{4}}年)?\d{{1,2}}月)?\d{{1,2}}日{_AFTER}"
_LIST = rf"{_D}(?:[、和及]{_D})*"
_COUNT = r"共?(?P<count>\d{1,2}|[一二三四五六七八九十])天"
_DAY = re.compile(r"(?:(?:(\d{4})年)?(\d{1,2})月)?(\d{1,2})日(\([^()]*\)|(?:周|星期)[一二三四五六日天])?")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_COUNTS = {numeral: n for n, numeral in enumerate("一二三四五六七八九十", start=1)}

# Kind of clause → how it is written. Days that an older notice explains (照常公休, 公休日调至) must lie in the span.
_CLAUSES = {
    kind: re.compile(rf"(?:其中:?)?{pattern}")
    for kind, pattern in {
        "off": rf"(?P<days>{_D}(?:(?:至|到|[-—–~]+){_D})?)放假(?:调休|公休)?(?:{_COUNT})?",
        "count": _COUNT,
        "bridged": r"(?:可)?与周末连休",
        "nothing": r"(?:(?:不|无)调休)?",
        "instead": rf"(?P<days>{_D})补休",
        "work": rf"(?P<days>{_LIST})(?:照常|正常|均)?上班",
        "rest": rf"(?P<days>{_LIST})(?:为(?:[\u4e00-\u9fff]{{2,3}})?法定节?假日|照常公休|为公休日)",
        "swap": rf"将?{_LIST}(?:[一二两三]个)?公休日(?:及..节)?(?:分别)?调至(?P<days>{_LIST})",
    }.items()
}
_ORDER = re.compile(r"放假|上班|补休|调休|公休|休息")
_NUMERAL = re.compile(r"\d|[一二三四五六七八九十][月日号]")
_UNDATED = re.compile(r"(?<![年\d])\d{1,2}月\d{1,2}日")
_ADVICE = ("鼓励", "倡导")  # 2024, 2026: what employers are asked to do changes no day


def recognised(text: str, number: str = "") -> RecognisedNotice:
    """The notice in `text`; `number` is the 文号 when the pasted text, as in the newspapers, has none."""
    problems = Problems()
    if len(text) > MAX_CHARACTERS:
        what = f"粘贴的文字超过 {MAX_CHARACTERS} 字，不会只是一份通知"
        problems.note(PLACE, 1, "TOO_LARGE", what, "请只粘贴通知正文")
        return RecognisedNotice(None, problems)
    pasted = _Pasted.of(text)
    year = _year(pasted, problems)
    number = _number(pasted, number.strip(), problems)
    if year is None:
        return RecognisedNotice(None, problems, tuple(quote for _, _, quote in pasted.sentences(0, None)))
    headings = list(_HEADING.finditer(pasted.text))
    starts = [*headings, None]
    unused = [quote for _, _, quote in pasted.sentences(0, headings[0].start() if headings else None)]
    found: dict[Holiday, int] = {}  # a page often has its text twice: the same holiday again says nothing new
    for heading, following in pairwise(starts):
        assert heading is not None
        item = _Item(_name(heading), year, pasted.line(heading.start()), problems)
        end = following.start() if following else None
        for line, sentence, quote in pasted.sentences(heading.end(), end):
            if not item.read(sentence, line, quote):
                unused.append(quote)
        for holiday in item.holidays():
            found.setdefault(holiday, item.line)
    return told(year, number, found.items(), problems, unused)


@dataclass(frozen=True, slots=True)
class _Pasted:
    """`text` without spaces and in half width; `at[i]` is where its i-th character stands in `original`."""

    original: str
    text: str
    at: tuple[int, ...]

    @classmethod
    def of(cls, original: str) -> _Pasted:
        kept = [
            (narrow, i)
            for i, character in enumerate(original)
            for narrow in unicodedata.normalize("NFKC", character)
            if not narrow.isspace() and unicodedata.category(narrow) not in ("Cc", "Cf")
        ]
        return cls(original, "".join(c for c, _ in kept), tuple(i for _, i in kept))

    def line(self, offset: int) -> int:
        return self.original.count("\n", 0, self.at[offset]) + 1

    def sentences(self, start: int, end: int | None) -> Iterator[tuple[int, str, str]]:
        """Line, text and words as they were written, of each sentence in a part of the text."""
        end = len(self.text) if end is None else end
        for match in re.compile("[^。;]+").finditer(self.text, start, end):
            words = self.original[self.at[match.start()] : self.at[match.end() - 1] + 1]
            yield self.line(match.start()), match.group(), "".join(words.split())


def _name(heading: re.Match[str]) -> str:
    if heading["c"]:
        return heading["c"]
    parts = re.split("[、和及]", (heading["a"] or heading["b"]).translate({ord(c): None for c in '"“”'}))
    return "、".join(_NAMES[part[:2]] for part in parts)


def _year(pasted: _Pasted, problems: Problems) -> int | None:
    years = {int(found[1]) for found in _TITLE.finditer(pasted.text)}
    if len(years) == 1:
        return years.pop()
    if years:
        what = f"文中有 {'、'.join(map(str, sorted(years)))} 几个年份：一次只能录入一年的通知"
        problems.note(PLACE, 1, "WRONG_YEAR", what, "请核对标题和正文的年份，只粘贴一份通知")
    else:
        what = "不知是哪一年的安排：没有“关于某年部分节假日安排的通知”的标题"
        problems.note(PLACE, 1, "NO_YEAR", what, "请连同标题粘贴；调整、延长个别假期的通知请逐项填写")
    return None


def _number(pasted: _Pasted, entered: str, problems: Problems) -> str:
    numbers = [f"国办发明电〔{found[1]}〕{int(found[2])}号" for found in _NUMBER.finditer(pasted.text)]
    if entered:
        numbers.append(entered)
    if len(set(numbers)) > 1:
        what = f"有几个文号：{'、'.join(dict.fromkeys(numbers))}"
        problems.note(PLACE, 1, "WRONG_NUMBER", what, "一份通知只有一个文号，请只留正确的")
    return numbers[0] if numbers else ""


@dataclass(slots=True)
class _Item:
    """One holiday of the text while its sentences are read."""

    name: str
    year: int
    line: int
    problems: Problems
    off: list[date] = field(default_factory=list)  # first and last day off
    work: list[date] = field(default_factory=list)
    instead: list[date] = field(default_factory=list)  # 补休
    explained: list[date] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    bridged: bool = False
    begun: bool = False
    last_read: date | None = None  # lends its month to “至6日”

    def read(self, sentence: str, line: int, quote: str) -> bool:
        """False when the sentence says nothing of days. What it should say and cannot be understood is noted."""
        clauses = _clauses(sentence)
        first, self.begun = not self.begun, True
        if clauses is not None:
            for kind, match in clauses:
                self._take(kind, match, line)
            return True
        if not first and not _speaks_of_days(sentence):
            return False
        what = f"{self.name}：没有读懂“{quote[:80]}”"
        self.problems.note(PLACE, line, "NOT_UNDERSTOOD", what, "请与原文核对这一句；原文如此的，请逐项填写")
        return True

    def _take(self, kind: str, match: re.Match[str], line: int) -> None:
        groups = match.groupdict()
        days = [day for found in _DAY.finditer(groups.get("days") or "") if (day := self._day(found, line))]
        if groups.get("count"):
            count = groups["count"]
            self.counts.append(_COUNTS.get(count) or int(count))
        if kind == "off" and self.off:
            what = f"{self.name}：放假写了两次"
            self.problems.note(PLACE, line, "OVERLAP", what, "一个节日只有一次放假，请对照通知改正")
        target = {"off": self.off, "work": self.work, "instead": self.instead}.get(kind, self.explained)
        target.extend(days)
        self.bridged |= kind == "bridged"

    def _day(self, found: re.Match[str], line: int) -> date | None:
        stated_year, stated_month, number = (int(part) if part else None for part in found.groups()[:3])
        before = self.last_read
        month = stated_month or (before.month if before else None)
        year = stated_year or (before.year if before and not stated_month else None)
        if year is None:
            year = self.year - (self.name.startswith("元旦") and month == 12)
        try:
            day = date(year, month or 0, number or 0)
        except ValueError:
            what = f"{self.name}：没有“{found.group().split('(')[0]}”这一日"
            self.problems.note(PLACE, line, "WRONG_DATE", what, "请对照通知改正日期")
            return None
        self.last_read = day
        stated = _WEEKDAY.search(found[4] or "")
        if stated and stated[1].replace("天", "日") != weekday_name(day):
            what = f"{self.name}：{day} 是周{weekday_name(day)}，文中写“{stated.group()}”"
            self.problems.note(PLACE, line, "WRONG_WEEKDAY", what, "请核对年份、日期和星期")
        return day

    def holidays(self) -> Iterator[Holiday]:
        """The holiday; a day off instead of it (补休) that no weekend joins to it stands as one of its own."""
        if not self.off:
            what = f"{self.name}：没有读到放假的日期"
            self.problems.note(PLACE, self.line, "NO_DAYS", what, "请与原文核对；原文如此的，请逐项填写")
            return
        first, last = self.off[0], self.off[-1]
        if self.bridged:
            first, last = _with_weekend(first, last)
        apart = []
        for day in self.instead:
            if last < day and all(d.weekday() >= SATURDAY for d in _between(last, day)):
                last = day
            else:
                apart.append(day)
        self._check(first, last)
        yield Holiday(self.name, first, last, tuple(self.work))
        yield from (Holiday(self.name, day, day) for day in apart)

    def _check(self, first: date, last: date) -> None:
        plain, whole = (self.off[-1] - self.off[0]).days + 1, (last - first).days + 1
        for count in self.counts:
            if count not in (plain, whole):
                what = f"{self.name}：写的是 {count} 天，{first} 至 {last} 是 {whole} 天"
                self.problems.note(PLACE, self.line, "WRONG_SPAN", what, "请对照通知改正起止日期或天数")
        for day in self.explained:
            if not first <= day <= last:
                what = f"{self.name}：休息的 {day} 不在放假的 {first} 至 {last} 之内"
                self.problems.note(PLACE, self.line, "WRONG_SPAN", what, "请对照通知改正起止日期")


def _clauses(sentence: str) -> list[tuple[str, re.Match[str]]] | None:
    """The clauses between the commas; a comma may also stand inside a list of days, or before its verb. None when
    a part is no clause."""
    found, rest = [], ""
    for part in re.sub(r"\([^()]*\)", lambda inside: inside.group().replace(",", "、"), sentence).split(","):
        rest += part if not rest or part.startswith("为") else f"、{part}"
        if clause := _clause(rest):
            found.append(clause)
            rest = ""
    return None if rest else found


def _clause(part: str) -> tuple[str, re.Match[str]] | None:
    for kind, pattern in _CLAUSES.items():
        if match := pattern.fullmatch(part):
            return kind, match
    return None


def _speaks_of_days(sentence: str) -> bool:
    if sentence.startswith(_ADVICE):
        return False
    return bool(_UNDATED.search(sentence) or (_ORDER.search(sentence) and _NUMERAL.search(sentence)))


def _between(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(n) for n in range(1, (last - first).days))


def _with_weekend(first: date, last: date) -> tuple[date, date]:
    """与周末连休: the weekend days that touch the span belong to it."""
    while (before := first - timedelta(1)).weekday() >= SATURDAY:
        first = before
    while (after := last + timedelta(1)).weekday() >= SATURDAY:
        last = after
    return first, last
