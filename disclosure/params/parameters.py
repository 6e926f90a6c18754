"""config/law/<topic>.yaml → dated values, each with unit, rule id, article and the day it was checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from pydantic import Field, StrictInt

from disclosure.law.terms import Band, Bands, Dated, Entry, RegimeBy, Unit
from disclosure.params.expected import PARAMETERS, unit_of
from disclosure.params.forms import Count, Day, Form, RuleId, Text, counted
from disclosure.params.reading import Document, Place, Problems, parse
from disclosure.params.wording import likely

LONGEST = 10_000  # no period of law reaches it; a slip of the finger does


class BandForm(Form):
    start: Count = Field(title="从第几")
    to: Count | None = Field(title="到第几", description="最后一档写 null")
    unit_price: StrictInt = Field(ge=0, le=1_000_000, title="单价", json_schema_extra=counted("元"))
    every: Count | None = Field(default=None, title="每多少加价一次")
    increase: StrictInt = Field(
        default=0, ge=0, le=1_000_000, title="每次加价", json_schema_extra=counted("元")
    )


class BandsForm(Form):
    """A value of bands; ValueForm has read the rest of it."""

    value: tuple[BandForm, ...] = Field(min_length=1, title="分档")
    rule: Any = None
    basis: Any
    checked: Any


class ValueForm(Form):
    """`rule` where the value has another id than its parameter: that of an earlier law."""

    value: Any = Field(title="数值")
    rule: RuleId | None = Field(default=None, title="规则编号")
    basis: Text = Field(title="依据")
    checked: Day = Field(title="核对日期")


class ParameterForm(Form):
    rule: RuleId = Field(title="规则编号")
    label: Text = Field(title="名称")
    unit: Unit = Field(title="单位")
    commences: Day | None = Field(default=None, title="施行日", description="与本主题不同的才写")
    regime_by: RegimeBy | None = Field(
        default=None, title="适用哪一日的规定", description="与本主题不同的才写"
    )
    values: dict[Day, ValueForm] = Field(min_length=1, title="各施行日起的值")


class TopicForm(Form):
    title: Text = Field(title="主题")
    regime_by: RegimeBy = Field(title="适用哪一日的规定")
    commences: Day = Field(title="施行日")
    parameters: dict[str, ParameterForm] = Field(title="参数")


class SecrecyTopicForm(TopicForm):
    screening: Any  # read by its own reader


_FORMS: Mapping[str, type[TopicForm]] = {"secrecy": SecrecyTopicForm}


@dataclass(slots=True)
class Parameters:
    """What all topics together hold, by key `topic.name`."""

    numbers: dict[str, Dated[int]] = field(default_factory=dict)
    choices: dict[str, Dated[str]] = field(default_factory=dict)
    bands: dict[str, Dated[Bands]] = field(default_factory=dict)


def read_topic(topic: str, document: Document, into: Parameters, problems: Problems) -> None:
    """Adds the parameters of one topic; mistakes are noted and the value left out."""
    form = parse(_FORMS.get(topic, TopicForm), document, problems)
    if form is None:
        return
    _compare_names(topic, form, document, problems)
    for name, parameter in form.parameters.items():
        if unit_of(topic, name) is parameter.unit:
            _Reading(topic, name, form, parameter, document, problems).add(into)


def _compare_names(topic: str, form: TopicForm, document: Document, problems: Problems) -> None:
    for name in sorted(PARAMETERS[topic].keys() - form.parameters.keys()):
        line = document.line("parameters")
        problems.note(document.file, line, "MISSING", f"缺少参数 {topic}.{name}", "有规则要用它，请补上")
    for name, parameter in form.parameters.items():
        place: Place = ("parameters", name)
        unit = unit_of(topic, name)
        if unit is None:
            message = f"没有规则使用参数 {topic}.{name}"
            line, todo = document.line(*place), likely(name, PARAMETERS[topic], "请核对拼写或删去")
            problems.note(document.file, line, "UNKNOWN_PARAMETER", message, todo)
        elif parameter.unit is not unit:
            message = f"{topic}.{name} 的单位应为 {unit}，现为 {parameter.unit}"
            line = document.line(*place, "unit")
            problems.note(document.file, line, "WRONG_UNIT", message, "请改回单位，并核对数值是否随之改变")


@dataclass(slots=True)
class _Reading:
    """One parameter on its way from its form to its place."""

    topic: str
    name: str
    topic_form: TopicForm
    form: ParameterForm
    document: Document
    problems: Problems

    def add(self, into: Parameters) -> None:
        self._check_dates()
        key = f"{self.topic}.{self.name}"
        match self.form.unit:
            case Unit.FEE_BANDS:
                into.bands[key] = self._dated(key, self._bands)
            case Unit.CHOICE:
                into.choices[key] = self._dated(key, self._choice)
            case Unit.MONTH_DAY:
                into.choices[key] = self._dated(key, self._month_day)
            case _:
                into.numbers[key] = self._dated(key, self._number)

    def _dated(self, key: str, read: Callable[[date, Any], Any]) -> Dated[Any]:
        entries = tuple(
            Entry(since, read(since, value.value), value.rule or self.form.rule, value.basis, value.checked)
            for since, value in self.form.values.items()
        )
        regime_by = self.form.regime_by or self.topic_form.regime_by
        return Dated(key, self.form.rule, self.form.label, self.form.unit, regime_by, entries)

    def _note(self, since: date | None, code: str, message: str, suggestion: str) -> None:
        place: Place = ("parameters", self.name, "values")
        if since:
            place = (*place, since.isoformat())
        where = f"{self.topic}.{self.name}"
        self.problems.note(
            self.document.file, self.document.line(*place), code, f"{where} {message}", suggestion
        )

    def _check_dates(self) -> None:
        """In order, and from the first day of the law: no day without a value, none before its law."""
        days = list(self.form.values)
        for earlier, later in pairwise(days):
            if later < earlier:
                self._note(later, "UNORDERED", f"的日期 {later} 排在 {earlier} 之后", "请按日期先后排列")
        commences = self.form.commences or self.topic_form.commences
        if min(days) > commences:
            what = f"自 {commences} 起施行，最早的值却自 {min(days)} 起，中间没有规定"
            self._note(None, "GAP", what, "请补上这段时间的值，或改正施行日 commences")
        if min(days) < commences:
            what = f"有早于施行日 {commences} 的值"
            self._note(min(days), "BEFORE_COMMENCEMENT", what, "请改正日期或施行日 commences")

    def _number(self, since: date, value: Any) -> int:
        if type(value) is int and 1 <= value <= LONGEST:
            return value
        self._note(since, "WRONG_VALUE", f"的值“{value}”不是 1 到 {LONGEST} 的整数", "请改正")
        return 1

    def _choice(self, since: date, value: Any) -> str:
        choices = PARAMETERS[self.topic][self.name]
        assert isinstance(choices, tuple)
        if value not in choices:
            known = "、".join(choices)
            todo = likely(value, choices, "请改为其中之一")
            self._note(since, "NOT_A_CHOICE", f"的值“{value}”不在 {known} 之中", todo)
        return str(value)

    def _month_day(self, since: date, value: Any) -> str:
        if not (isinstance(value, str) and re.fullmatch(r"\d{2}-\d{2}", value) and _exists(value)):
            self._note(since, "WRONG_VALUE", f"的值“{value}”不是每年都有的一天", '请写成 "01-31" 的样子')
        return str(value)

    def _bands(self, since: date, _: Any) -> Bands:
        place: Place = ("parameters", self.name, "values", since.isoformat())
        form = parse(BandsForm, self.document, self.problems, *place)
        if form is None:
            return ()
        for i, message in _faults(form.value):
            line = self.document.line(*place, "value", i)
            self.problems.note(self.document.file, line, "BANDS", message, "请核对收费标准")
        return tuple(Band(b.start, b.to, b.unit_price, b.every, b.increase) for b in form.value)


def _exists(month_day: str) -> bool:
    month, day = map(int, month_day.split("-"))
    try:
        date(2001, month, day)  # not a leap year: 02-29 is no day of every year
    except ValueError:
        return False
    return True


def _faults(bands: tuple[BandForm, ...]) -> Iterator[tuple[int, str]]:
    """F4, F5: a progressive scale starts at 1, leaves no number out, and its last band alone is open."""
    start: int | None = 1
    price = 0
    for i, band in enumerate(bands):
        is_open = i == len(bands) - 1
        if band.start != start:
            yield i, f"第 {i + 1} 档应从 {start} 起，现从 {band.start} 起"
        if (band.to is None) != is_open or (band.to is not None and band.to < band.start):
            yield i, f"第 {i + 1} 档的止数有误：最后一档没有止数，其余各档不小于起数"
        if (band.every is None) != (band.increase == 0) or (band.every is not None and not is_open):
            yield i, f"第 {i + 1} 档的 every 和 increase 要成对写在最后一档"
        if band.unit_price < price:
            yield i, f"第 {i + 1} 档的单价低于上一档（超额累进）"
        start = band.to + 1 if band.to is not None else None
        price = band.unit_price
