"""The lines of an old 台账, checked: an `Entry` for each that can be taken, a `Refused` for each thing wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from disclosure.cases.fields import plain
from disclosure.cases.ledgers.columns import BY_NAME, PROCEEDINGS, READ, REQUIRED, folded
from disclosure.cases.ledgers.table import Cell, Refused, Row, Unread
from disclosure.cases.words import CHANNELS, UNRECORDED
from disclosure.params import Config
from disclosure.reports.forms import COLUMN_TITLES, KINDS, RESULT_TITLES, SUM

_LONGEST_NUMBER = 32
_QUOTED = 40  # characters of a value in a message
_NO_NUMBER = re.compile(r"[/\\?#%\s\x00-\x1f\x7f-\x9f]")
_DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日)(?: 0{1,2}:00(?::00)?)?"
)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the columns to be read stand, and every place that has a name."""

    places: Mapping[str, int]
    named: frozenset[int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line, checked. `proceedings`: (column, result) for each result it tells."""

    line: int
    number: str
    applicant_kind: str
    received_on: date
    closed_on: date | None
    outcome: str | None
    content: str
    unit: str
    channel: str
    proceedings: tuple[tuple[str, str], ...]


class _Bad(Exception):  # noqa: N818 - a refusal on its way to its line
    def __init__(self, reason: str, todo: str) -> None:
        super().__init__(reason)
        self.reason, self.todo = reason, todo


class Reader:
    """`today`: nothing of a ledger lies after it."""

    def __init__(self, config: Config, today: date) -> None:
        self._today = today
        self._most = config.service.max_content_characters
        units = {code: unit.label for code, unit in config.organization.units.items()}
        kinds = {kind: COLUMN_TITLES[kind] for kind in KINDS}
        results = {code: title for code, title in RESULT_TITLES.items() if code != SUM}
        outcomes = {code: outcome.label for code, outcome in config.law.outcomes.items()}
        self._unit, self._intake = _Choice(units), config.organization.intake_unit
        self._kind, self._channel = _Choice(kinds), _Choice(CHANNELS)
        self._outcome, self._result = _Choice(outcomes), _Choice(results)
        self._results: dict[str, tuple[str, ...]] = {}

    def entries(self, rows: Iterable[Row | Refused]) -> Iterator[Entry | Refused]:
        """Line by line; each thing that is wrong with a line is told. The first line with something in it is the
        heading."""
        layout: _Layout | None = None
        empty = True
        seen: dict[str, int] = {}
        for row in rows:
            if isinstance(row, Refused):
                empty = False
                yield row
            elif row.blank:
                continue
            elif layout is None:
                wrong: list[Refused] = []
                layout = _heading(row, wrong)
                yield from wrong
                if wrong:
                    return
            else:
                empty = False
                yield from self._entry(row, layout, seen)
        if empty:
            yield Refused(1, "", "文件里没有一件申请", "第一行写栏目名，以下每行一件")

    def _entry(self, row: Row, layout: _Layout, seen: dict[str, int]) -> Iterator[Entry | Refused]:
        found: dict[str, Any] = {}
        wrong: list[Refused] = []
        for key, place in layout.places.items():
            cell = row.cells[place] if place < len(row.cells) else ""
            try:
                found[key] = self._value(key, cell)
            except _Bad as bad:
                wrong.append(Refused(row.line, READ[key], bad.reason, bad.todo))
        if any(cell for place, cell in enumerate(row.cells) if place not in layout.named):
            wrong.append(Refused(row.line, "", "有内容写在没有栏目名的一栏", "请核对这一行是否错栏"))
        wrong += self._together(row.line, found)
        number = found.get("number")
        if number is not None and (first := seen.setdefault(number, row.line)) != row.line:
            why = f"编号 {number} 与第 {first} 行重复"
            wrong.append(Refused(row.line, READ["number"], why, "请核对两行，每件只留一行"))
        if wrong:
            yield from wrong
            return
        yield Entry(
            row.line,
            found["number"],
            found["applicant_kind"],
            found["received_on"],
            found["closed_on"],
            found["outcome"],
            found.get("content", ""),
            found.get("unit", self._intake),
            found.get("channel", UNRECORDED),
            tuple((key, result) for key in PROCEEDINGS for result in found.get(key, ())),
        )

    def _together(self, line: int, found: Mapping[str, Any]) -> Iterator[Refused]:
        """Days in their order; a result when it is closed, and only then."""
        received, closed = found.get("received_on"), found.get("closed_on")
        if received and closed and closed < received:
            why = f"办结日期 {closed} 早于收到日期 {received}"
            yield Refused(line, READ["closed_on"], why, "请核对两个日期")
        if "outcome" not in found or "closed_on" not in found:
            return
        if closed and found["outcome"] is None:
            yield Refused(
                line, READ["outcome"], "已有办结日期，没有办理结果", "请填写办理结果，或者删去办结日期"
            )
        if found["outcome"] and closed is None:
            yield Refused(
                line, READ["closed_on"], "已有办理结果，没有办结日期", "请填写办结日期，或者删去办理结果"
            )

    def _value(self, key: str, cell: Cell) -> Any:
        if isinstance(cell, Unread):
            raise _Bad(cell.reason, cell.todo)
        if key in ("received_on", "closed_on"):
            return self._day(cell, required=key == "received_on")
        if isinstance(cell, date):
            raise _Bad(f"这一栏是日期 {cell}", "请核对是否错栏")
        match key:
            case "number":
                return _number(cell)
            case "applicant_kind":
                return self._kind.of(cell) or _missing()
            case "outcome":
                return self._outcome.of(cell)
            case "content":
                return self._content(cell)
            case "unit":
                return self._unit.of(cell) or self._intake
            case "channel":
                return self._channel.of(cell) or UNRECORDED
            case _:
                return self._proceedings(cell)

    def _day(self, cell: str | date, *, required: bool) -> date | None:
        day = cell if isinstance(cell, date) else _read_day(cell)
        if day is None:
            return _missing() if required else None
        if day > self._today:
            raise _Bad(f"{day} 晚于今天 {self._today}", "台账只记已经发生的事，请核对日期")
        return day

    def _content(self, cell: str) -> str:
        text = cell.strip()
        if len(text) > self._most:
            raise _Bad(f"{len(text)} 字，超过上限 {self._most} 字", "请概括申请内容")
        try:
            return plain(text)
        except ValueError as error:
            raise _Bad("含有控制字符", "请重新录入") from error

    def _proceedings(self, cell: str) -> tuple[str, ...]:
        """Several proceedings of one kind stand in one cell, as our own export writes them (N6)."""
        known = self._results.get(cell)
        if known is None:
            parts = [part for part in re.split("[；;]", cell) if part.strip()]
            known = self._results[cell] = tuple(str(self._result.of(part)) for part in parts)
        return known


class _Choice:
    """A closed list: codes, or the Chinese labels of the same."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        self._codes = {folded(name): code for code, label in labels.items() for name in (code, label)}
        self._told = "、".join(f"{label}（{code}）" for code, label in labels.items())
        self._known: dict[str, str | None] = {"": None}

    def of(self, cell: str) -> str | None:
        """None for an empty cell."""
        try:
            return self._known[cell]
        except KeyError:
            pass
        word = folded(cell)
        if word and word not in self._codes:
            raise _Bad(f"没有“{_quoted(cell)}”这一项", f"可填：{self._told}")
        found = self._known[cell] = self._codes[word] if word else None
        return found


def _heading(row: Row, wrong: list[Refused]) -> _Layout:
    """A column nobody knows is refused by name, not left aside; what is wrong is added to `wrong`."""
    names: dict[str, int] = {}
    for place, cell in enumerate(row.cells):
        name = cell if isinstance(cell, str) else "?"
        if not name.strip():
            continue
        column = BY_NAME.get(folded(name))
        if column is None:
            known = "、".join(f"{title}（{key}）" for key, title in READ.items())
            wrong.append(Refused(row.line, _quoted(name), "没有这个栏目", f"请改名或删去；可用：{known}"))
        elif column.key in names:
            wrong.append(Refused(row.line, column.title, "栏目写了两次", "请只保留一栏"))
        else:
            names[column.key] = place
    wrong += (
        Refused(row.line, READ[key], "缺少这个栏目", f"请加上“{READ[key]}”或 {key} 一栏")
        for key in REQUIRED
        if key not in names
    )
    read = {key: place for key, place in names.items() if key in READ}
    return _Layout(read, frozenset(names.values()))


def _number(cell: str) -> str:
    number = cell.strip()
    if not number:
        _missing()
    if len(number) > _LONGEST_NUMBER or _NO_NUMBER.search(number):
        todo = f"编号至多 {_LONGEST_NUMBER} 个字，不含空格和 / \\ ? # %"
        raise _Bad(f"“{_quoted(number)}”不能作编号", todo)
    return number


@lru_cache(1 << 14)
def _read_day(text: str) -> date | None:
    text = text.strip()
    if not text:
        return None
    if found := _DAY.fullmatch(text):
        year, month, day = (int(part) for part in found.groups() if part is not None)
        with suppress(ValueError):  # 2024-02-30
            return date(year, month, day)
    raise _Bad(f"“{_quoted(text)}”不是有效日期", "写作 2024-03-01、2024/3/1 或 2024年3月1日")


def _missing() -> Any:
    raise _Bad("没有填写", "请填写这一栏")


def _quoted(text: str) -> str:
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"
