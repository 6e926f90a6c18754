"""PI4x: plates, mail addresses, passports and homes, by form and by the label before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from disclosure.law.secrecy import ScreeningRules
from disclosure.screening.folding import Folded

Found = tuple[str, int, int]  # key of the detector, start, end in the text

_PLATE = re.compile(
    r"[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新使领][A-HJ-Z][ ·•.-]{0,2}"
    r"(?:[DF][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[DF]|(?=[A-HJ-NP-Z]{0,2}[0-9])(?=(?:[A-Z]*[0-9]){3})[A-HJ-NP-Z0-9]{4}"
    r"[A-HJ-NP-Z0-9挂学警港澳领])(?![0-9A-Z])"
)
_LOCAL_PART = re.compile(r"[A-Z0-9](?:[A-Z0-9._%+-]{0,62}[A-Z0-9_])?\Z")
_DOMAIN = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{0,40}[A-Z0-9])?(?:\.[A-Z0-9-]{1,40}){0,4}\.[A-Z]{2,10}")
_PASSPORT = re.compile(r"护照(?:号码|号)?[为是:：]?([EGDSPH][A-Z]?[0-9]{7,8})(?![0-9A-Z])")
# A room in a building, a room of a staircase, a house of a village group; each is looked for from its word.
_ROOM_WORD = re.compile("号楼|号院|[栋幢座]|单元|[村庄屯寨]")
_ROOM = re.compile(
    r"[0-9]{1,4}(?:号楼|栋|幢|座|号院)(?:[0-9一二三四五六七八九甲乙丙丁A-Z]{1,2}单元)?(?:[0-9]{1,2}[层楼])?[0-9]{2,4}(?:室|户|号房?)?"
    r"|[0-9一二三四五六七八九]{1,2}单元(?:[0-9]{1,2}[层楼])?[0-9]{3,4}(?:室|户|号)?"
    r"|[村庄屯寨](?:第?[0-9一二三四五六七八九十]{1,3}(?:村民小组|组|队|社))[0-9]{1,4}号"
)
_COUNT_BEFORE = re.compile(r"[0-9]{1,4}\Z|[一二三四五六七八九]\Z")
_PLACE = r"[\u4e00-\u9fff0-9A-Z()（）#—-]"
_ADMINISTRATIVE = re.compile(r"[省市区县旗州镇乡村街路道巷弄里组号栋幢室楼院苑园庄屯寨湾]")
_BEFORE = re.compile(_PLACE + r"{0,30}\Z")
_NOT_OF_A_PLACE = re.compile(r".*(?:位于|住在|居住在|家住|现住|住址|地址|地点|系|是|为|在)(?:[:：])?")


def personal_contacts(folded: Folded, rules: ScreeningRules) -> Iterator[Found]:
    """Overlaps included."""
    for match in _PLATE.finditer(folded.plain):
        yield "plate", *match.span()
    yield from _mails(folded.plain)
    yield from _dense("passport", _PASSPORT, folded, 1)
    yield from _homes(folded, rules)


def _mails(plain: str) -> Iterator[Found]:
    place = plain.find("@")
    while place >= 0:
        local = _LOCAL_PART.search(plain, max(place - 64, 0), place)
        domain = _DOMAIN.match(plain, place + 1)
        if local and domain:
            yield "email", local.start(), domain.end()
        place = plain.find("@", place + 1)


def _dense(key: str, pattern: re.Pattern[str], folded: Folded, group: int) -> Iterator[Found]:
    for match in pattern.finditer(folded.dense):
        yield key, *folded.span(*match.span(group))


@lru_cache(maxsize=8)
def _labelled(labels: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(labels, key=len, reverse=True)))
    return re.compile(rf"(?:{words})(?:[:：为是在]|位于){{0,2}}({_PLACE}{{5,60}})")


def _homes(folded: Folded, rules: ScreeningRules) -> Iterator[Found]:
    """After a label up to the last word of a place; without one, a room in a building or a house in a village
    group, with the place before it."""
    dense = folded.dense
    for match in _labelled(rules.address_labels).finditer(dense):
        ends = [found.end() for found in _ADMINISTRATIVE.finditer(match[1])]
        if len(ends) >= 2:
            yield "address", *folded.span(match.start(1), match.start(1) + ends[-1])
    for match in _rooms(dense):
        before = _BEFORE.search(dense, max(match.start() - 30, 0), match.start())
        assert before is not None  # it may be empty
        start = before.start()
        if (lead := _NOT_OF_A_PLACE.match(before[0])) is not None:
            start += lead.end()
        start = next((n for n in range(match.start(), start, -1) if "\n" in folded.gap_before(n)), start)
        yield "address", *folded.span(start, match.end())


def _rooms(dense: str) -> Iterator[re.Match[str]]:
    for word in _ROOM_WORD.finditer(dense):
        count = _COUNT_BEFORE.search(dense, max(word.start() - 4, 0), word.start())
        start = count.start() if count else word.start()
        if room := _ROOM.match(dense, start):
            yield room
