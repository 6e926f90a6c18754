"""The words the rules are written in: dated values with unit and article, outcomes, and the law as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from disclosure.errors import NotInForce
from disclosure.law.workdays import Workdays


class Unit(StrEnum):
    """Closed list; a reader names the unit it expects, so 工作日 and 自然日 cannot be mixed up."""

    WORKING_DAY = "working_day"
    DAY = "day"
    HOUR = "hour"
    MONTH = "month"
    YEAR = "year"
    ITEM = "item"
    PAGE = "page"
    COUNT = "count"
    MONTH_DAY = "month_day"  # "01-31", a fixed day of each year
    CHOICE = "choice"
    FEE_BANDS = "fee_bands"


UNIT_LABEL: Mapping[Unit, str] = {
    Unit.WORKING_DAY: "个工作日",
    Unit.DAY: "日",
    Unit.HOUR: "小时",
    Unit.MONTH: "个月",
    Unit.YEAR: "年",
    Unit.ITEM: "件",
    Unit.PAGE: "页",
}


class RegimeBy(StrEnum):
    """Which day picks the law for a topic."""

    RECEIPT = "receipt"  # 收到申请之日
    DECISION = "decision"  # 作出答复之日
    NOTICE = "notice"  # 发出通知之日
    FILING = "filing"  # 提起救济之日


@dataclass(frozen=True, slots=True)
class Band:
    """One step of a progressive scale. `to` is None for the open top band; in a repeating band every further
    `every` units raise the price by `increase` yuan."""

    start: int
    to: int | None
    unit_price: int
    every: int | None = None
    increase: int = 0


Bands = tuple[Band, ...]
V = TypeVar("V", int, str, Bands)


@dataclass(frozen=True, slots=True)
class Entry(Generic[V]):
    """One value from the day it came into force. `rule` is its id in the table of facts (R33.2, and O24 for the
    value of the law before), `basis` the article in Chinese, `checked` the day somebody last compared it with
    the source."""

    since: date
    value: V
    rule: str
    basis: str
    checked: date


@dataclass(frozen=True, slots=True)
class Dated(Generic[V]):
    """A parameter of law through time; `rule` is the id of its present value."""

    key: str  # topic.name, e.g. reply.ordinary_period
    rule: str
    label: str
    unit: Unit
    regime_by: RegimeBy
    entries: tuple[Entry[V], ...]

    def on(self, day: date) -> Entry[V]:
        """The entry in force on `day`. Raises NotInForce before the first."""
        for entry in reversed(self.entries):  # two or three, and the last is asked for most
            if entry.since <= day:
                return entry
        raise NotInForce(
            f"{self.label}在 {day} 没有规定",
            f"现有规定自 {self.entries[0].since} 起施行",
            "请核对日期是否填错",
        )


@dataclass(frozen=True, slots=True)
class Option:
    """A doubtful reading as a named choice; `choices[0]` is the safer default (facts §11)."""

    name: str
    doubt: str  # X1 …
    choices: tuple[str, ...]
    value: str
    label: str


class RemedyTemplate(StrEnum):
    """Facts §9.2."""

    RECONSIDERATION_FIRST = "A"  # 复议前置
    EITHER = "B"  # 选择
    PROCEDURAL = "C"  # 程序性
    RESTRICTED = "D"  # 受限


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row of facts §1.4: exactly one report row, at least one letter, one remedy rule (two for a partial one)."""

    code: str
    label: str
    article: str
    rule: str
    report_row: str
    letters: tuple[str, ...]
    remedy: tuple[RemedyTemplate, ...]
    reconsideration_first: bool
    discloses: bool  # content leaves the house, so a clearance is owed
    withholds: bool  # articles 14 to 16: something is kept back, so it is assessed again (R18)
    since: date  # decided on or after this day; earlier law knew no such answer


@dataclass(frozen=True, slots=True)
class Law:
    """Everything dated, read once from config/ and passed down. `version` is the hash of the files it came from."""

    version: str
    workdays: Workdays
    numbers: Mapping[str, Dated[int]]
    choices: Mapping[str, Dated[str]]
    bands: Mapping[str, Dated[Bands]]
    options: Mapping[str, Option]
    outcomes: Mapping[str, Outcome]

    def number(self, key: str, day: date, unit: Unit) -> Entry[int]:
        """The number in force on `day`; asking with another unit than the parameter's is a programming error."""
        parameter = self.numbers[key]
        assert parameter.unit is unit, f"{key} is in {parameter.unit}, not {unit}"
        return parameter.on(day)

    def option(self, name: str) -> str:
        return self.options[name].value
