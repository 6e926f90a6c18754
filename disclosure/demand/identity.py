"""What identifies the information a request asks for, as read from its text."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

PLAIN = "名称"  # class of a name without a suffix, known by its place at the head of a clause


class Name(NamedTuple):
    """A proper name: its class in config/demand.yaml (村, 公司 …), what stands before the suffix, and the suffix."""

    kind: str
    core: str
    suffix: str

    @property
    def whole(self) -> str:
        return self.core + self.suffix


class Number(StrEnum):
    """What a number names."""

    DOCUMENT = "document"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    QUARTER = "quarter"
    TERM = "term"
    BATCH = "batch"
    PHASE = "phase"
    LOT = "lot"
    ROUND = "round"
    ORDINAL = "ordinal"
    ROAD = "road"
    STAKE = "stake"
    PLOT = "plot"
    NUMBER = "number"
    BUILDING = "building"
    ROOM = "room"
    FLOOR = "floor"
    TEAM = "team"
    RATING = "rating"
    OTHER = "other"

    __hash__ = str.__hash__  # that of an Enum is a call of its own at each look into a dictionary


LABELS: Mapping[Number, str] = {
    Number.DOCUMENT: "文号",
    Number.YEAR: "年份",
    Number.MONTH: "月份",
    Number.DAY: "日期",
    Number.QUARTER: "季度",
    Number.TERM: "学期",
    Number.BATCH: "批次",
    Number.PHASE: "期",
    Number.LOT: "标段",
    Number.ROUND: "轮次",
    Number.ORDINAL: "序号",
    Number.ROAD: "路线",
    Number.STAKE: "桩号",
    Number.PLOT: "地块",
    Number.NUMBER: "号",
    Number.BUILDING: "楼栋",
    Number.ROOM: "单元房号",
    Number.FLOOR: "楼层",
    Number.TEAM: "村组",
    Number.RATING: "数值",
    Number.OTHER: "数字",
}
# A story counts days, doors and neighbours; only the request itself is read for these.
_OF_THE_REQUEST = frozenset(
    {
        Number.MONTH,
        Number.DAY,
        Number.QUARTER,
        Number.TERM,
        Number.ROUND,
        Number.NUMBER,
        Number.TEAM,
        Number.OTHER,
    }
)
# Too short to mean anything to the lexicon, they may yet be what two requests differ in: 调整前、调整后.
CONTRARY = frozenset("前后上下内外东西南北新旧正副男女")
Numbers = Mapping[Number, frozenset[str]]


class Identity(NamedTuple):
    """`text` is the normal form, `sequence` what its words mean in order, without numbers. `names`, `numbers`, `kinds`,
    `topics`, `words` (ordinary ones), `loose` (unknown ones) and `offices` are what is asked for; `told…` is the story
    around it, `asked` the text without it. `head` is the kind the request ends in, `last` what it ends in whatever it
    is, `modifier` what stands before that, `listed` the kinds that stand side by side (报告表及批复), `refused` what it
    says it does not want. `said` is all that it means, asked for or told; `known` are the numbers of the request, and
    for what it does not number, those of the story."""

    text: str
    sequence: tuple[str, ...]
    names: tuple[Name, ...]
    numbers: Numbers
    kinds: frozenset[str]
    head: str | None
    last: str | None
    modifier: str | None
    asked: str
    listed: frozenset[str]
    topics: frozenset[str]
    words: frozenset[str]
    loose: frozenset[str]
    offices: frozenset[str]
    refused: frozenset[str]
    told_names: tuple[Name, ...]
    told_numbers: Numbers
    told: frozenset[str]
    said: frozenset[str]
    known: Numbers

    @property
    def wanted(self) -> frozenset[str]:
        """All that it means to ask for."""
        return self.topics | self.kinds | self.words

    @property
    def signature(self) -> tuple[object, ...]:
        """Everything but the wording: two texts with one signature ask for the same."""
        sets = (self.kinds, self.topics, self.words, self.loose, self.offices, self.refused, self.told)
        numbers = (tuple(sorted(self.numbers.items())), tuple(sorted(self.told_numbers.items())))
        contrary = "".join(sorted(CONTRARY.intersection(self.asked)))
        return (self.names, self.told_names, self.head, self.listed, contrary, *numbers, *sets)


def known(numbers: Numbers, told: Numbers) -> Numbers:
    """The numbers of the request, and for what it does not number, those of the story."""
    if not told:
        return numbers
    return {**{kind: found for kind, found in told.items() if kind not in _OF_THE_REQUEST}, **numbers}
