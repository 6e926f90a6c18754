"""S22f: marks in all their written forms (国家秘密标志及工作秘密、商业秘密、内部标志).

    密级★保密期限    机密★5年, 秘密*一年, 绝密★长期, 机密★2030年12月31日, 绝密★启用前, 机密★
    密级：机密        after one of the labels of the configuration, or ticked on a form: □绝密 ☑机密
    【机密】          in brackets that no book title uses
    机密              alone on its line in a heading or at the head of a document, alone or with a period

A word within a sentence is no mark; the phrases take it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from disclosure.law.secrecy import ReviewLevel, ScreeningRule, ScreeningRules
from disclosure.screening.findings import Finding, finding
from disclosure.screening.folding import STAR, Folded
from disclosure.screening.passages import Passages

_N = "[0-9〇零○一二三四五六七八九十两廿卅百]"
_DATE = rf"{_N}{{2,4}}年(?:{_N}{{1,3}}月(?:{_N}{{1,3}}[日号])?)?|{_N}{{4}}([-./]){_N}{{1,2}}\1{_N}{{1,2}}(?![0-9A-Z])"
_LENGTH = rf"{_N}{{1,4}}个?(?:年半?|月|周|日|天|小时)|半年"
# 期限、时间或条件; a condition ends the line it stands on.
_PERIOD = re.compile(
    rf"(?:[:：]?保密期限[:：为]?|至|到)?(?:{_DATE}|{_LENGTH}|长期|永久)(?:内|前|后|以内)?|(?P<condition>[\u4e00-\u9fff]{{1,16}}?[前后])"
)
_DECORATION = frozenset("★*#_>-—–=~|【】[]()<>〔〕{}:：.。·,，\"'“”+")
_OPEN, _CLOSE = "【[〔〖{", "】]〕〗}"
_KIND_OF_PAPER = re.compile("(?:级|件|文件|材料|资料|文档|卷宗)?")
# What stands on the line of a mark at the head of an official document (公文格式).
_HEAD_COMPANY = re.compile(r"特急|特提|加急|平急|急件|份号|编号|NO|第?[0-9]{2}")
_LONGEST_LINE = 200
_RATING = 3  # so many stars and no period rate something
_ENTITY = "&#9733;|&#X2605;|&STARF;"  # a star in Markdown or HTML
_TICKS = "☑☒√■✔✓●◉◼⬛"


@dataclass(frozen=True, slots=True)
class Patterns:
    starred: re.Pattern[str]
    labelled: re.Pattern[str]
    ticked: re.Pattern[str]
    word: re.Pattern[str]
    rules: dict[str, ScreeningRule]


@lru_cache(maxsize=8)
def _patterns(rules: ScreeningRules) -> Patterns:
    of_word = {word: rule for rule in rules.marks for word in rule.words}
    words = "|".join(map(re.escape, sorted(of_word, key=len, reverse=True)))
    labels = "|".join(map(re.escape, sorted(rules.mark_labels, key=len, reverse=True)))
    return Patterns(
        starred=re.compile(rf"({words})[级件]?[】\])〕]?(?:</[A-Z0-9]+>)?[(\[:·]?([{STAR}*]+|{_ENTITY})"),
        # 绝密级、机密级、秘密级 holds 密级 three times, and a blank form offers a choice.
        labelled=re.compile(
            rf"(?<![绝机秘])(?:{labels})[】\])]?(?:(?:保密)?期限)?[*_]{{0,3}}:?[【\[(〔“\"*_]{{0,3}}({words})(?!级?[/、或和及])"
        ),
        ticked=re.compile(rf"(?:{labels})[^。\n]{{0,24}}?[{_TICKS}]({words})"),
        word=re.compile(words),
        rules=of_word,
    )


def mark_findings(folded: Folded, passages: Passages, rules: ScreeningRules) -> list[Finding]:
    """In no particular order, overlaps included."""
    patterns = _patterns(rules)
    if patterns.word.search(folded.dense) is None:
        return []
    found: list[Finding] = []
    for word, start, end in (
        *_starred(folded, patterns),
        *_labelled(folded, patterns),
        *_bracketed_or_alone(folded, passages, patterns, rules.head_characters),
    ):
        first, last = folded.span(start, end)
        found.append(finding(patterns.rules[word], folded.text, first, last, passages.at(first).place))
    return [*found, *_elsewhere(folded, passages, patterns, rules.detectors["level_word"])]


def _elsewhere(
    folded: Folded, passages: Passages, patterns: Patterns, rule: ScreeningRule
) -> Iterator[Finding]:
    """A level of the state's secrets alone on a line or in a cell within a document: no mark, but a person looks."""
    for match in patterns.word.finditer(folded.dense):
        refuses = patterns.rules[match[0]].level is ReviewLevel.REFUSE
        gaps = (folded.gap_before(match.start()), folded.gap_before(match.end()))
        if refuses and all("\n" in gap or "\t" in gap for gap in gaps):
            start, end = folded.span(*match.span())
            yield finding(rule, folded.text, start, end, passages.at(start).place)


def _starred(folded: Folded, patterns: Patterns) -> Iterator[tuple[str, int, int]]:
    for match in patterns.starred.finditer(folded.dense):
        end = _period_end(folded, match.end())
        if _is_star(folded.dense, match, has_period=end > match.end()):
            yield match[1], match.start(), end


def _is_star(dense: str, match: re.Match[str], *, has_period: bool) -> bool:
    """Not the stars of a rating, not the asterisks of emphasis (机密**20年**) or of a foot note."""
    stars = match[2].strip("*")
    if stars:
        return has_period or stars.startswith("&") or len(stars) < _RATING
    return len(match[2]) == 1 and (has_period or dense[match.start() - 1 : match.start()] != "*")


def _period_end(folded: Folded, place: int) -> int:
    """Where the period that begins at `place` ends; `place` when none does."""
    match = _PERIOD.match(folded.dense, place)
    if match is None:
        return place
    if match["condition"] and any("\n" in folded.gap_before(i) for i in range(place, match.end())):
        return place
    return match.end()


def _labelled(folded: Folded, patterns: Patterns) -> Iterator[tuple[str, int, int]]:
    for match in patterns.labelled.finditer(folded.dense):
        star = re.compile(rf"[级]?[{STAR}*]?").match(folded.dense, match.end())
        assert star is not None  # it may be empty
        yield match[1], match.start(), _period_end(folded, star.end())
    for match in patterns.ticked.finditer(folded.dense):
        yield match[1], match.start(1), match.end()


def _bracketed_or_alone(
    folded: Folded, passages: Passages, patterns: Patterns, head: int
) -> Iterator[tuple[str, int, int]]:
    for match in patterns.word.finditer(folded.dense):
        cells = patterns.rules[match[0]].level is ReviewLevel.REFUSE
        if _is_bracketed(folded.dense, match) or (
            _is_placed(folded, passages, match.start(), head)
            and _is_alone(folded, passages, match, cells=cells)
        ):
            yield match[0], match.start(), match.end()


def _is_bracketed(dense: str, match: re.Match[str]) -> bool:
    before = dense[match.start() - 1] if match.start() else ""
    paper = _KIND_OF_PAPER.match(dense, match.end())
    assert paper is not None
    after = dense[paper.end() : paper.end() + 2]
    if not before or before not in _OPEN or not after or after[0] not in _CLOSE:
        return False
    return after != "]("  # a link of Markdown


def _is_placed(folded: Folded, passages: Passages, place: int, head: int) -> bool:
    """In a heading, or within the first `head` characters of a passage or of a page."""
    offset = folded.at(place)
    passage = passages.at(offset)
    return passage.heading or offset - _begin(folded, passage.start, offset, head) <= head


def _begin(folded: Folded, passage: int, offset: int, head: int) -> int:
    """Where the passage or its page begins, as far as `head` characters back show it."""
    return max(passage, folded.text.rfind("\f", max(offset - head, 0), offset) + 1)


def _is_alone(folded: Folded, passages: Passages, match: re.Match[str], *, cells: bool) -> bool:
    """Whether nothing but decoration, the kind of paper and a period shares the line. `cells`: or the cell, the first
    of its row or any of the first row."""
    start = match.start()
    while "\n" not in folded.gap_before(start) and folded.dense[start - 1] in _DECORATION:
        start -= 1
    gap = folded.gap_before(start)
    if "\n" in gap or (cells and "\t" in gap and _is_first_line(folded, passages, start)):
        return _ends_line(folded, match.end(), cells=cells)
    return False


def _is_first_line(folded: Folded, passages: Passages, place: int) -> bool:
    offset = folded.at(place)
    begin = _begin(folded, passages.at(offset).start, offset, _LONGEST_LINE)
    return offset - begin <= _LONGEST_LINE and "\n" not in folded.plain[begin:offset]


def _ends_line(folded: Folded, end: int, *, cells: bool) -> bool:
    paper = _KIND_OF_PAPER.match(folded.dense, end)
    assert paper is not None
    for candidate in {end, paper.end()}:
        bare = _after_decoration(folded, candidate)
        for place in (bare, _after_decoration(folded, _period_end(folded, bare))):
            gap = folded.gap_before(place)
            if "\n" in gap or (cells and "\t" in gap) or (gap and _HEAD_COMPANY.match(folded.dense, place)):
                return True
    return False


def _after_decoration(folded: Folded, place: int) -> int:
    if folded.dense.startswith(STAR * _RATING, place):
        return place
    while "\n" not in folded.gap_before(place) and folded.dense[place] in _DECORATION:
        place += 1
    return place
