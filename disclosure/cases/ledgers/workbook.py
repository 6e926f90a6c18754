"""The rows of an xlsx. A formula is never computed and the value kept beside it is not believed: it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from disclosure.cases.ledgers.package import Package, damaged
from disclosure.cases.ledgers.table import Cell, Row, Unread
from disclosure.law.secrecy import ScreeningLimits
from disclosure.screening.package import local_name
from disclosure.screening.sheet import column_number

_EPOCH: Final = date(1899, 12, 30).toordinal()
_FIRST: Final = 61  # serial days from 1900-03-01, where the format's calendar is right; to the end of 9999
_AFTER: Final = 2_958_466
_WIDEST: Final = 200  # columns
_DIGITS: Final = 15  # what a number of the format holds exactly
_FORMULA = Unread("单元格是公式，公式不计算，旧的结果也不采信", "请复制后“选择性粘贴”为数值")
_ERROR = Unread("单元格是错误值", "请改正后重试")
_NO_DAY = Unread("日期超出可用范围", "请核对该日期")
_LOST = Unread("数字超过 15 位，末几位已经失真", "请把该列设为文本后重新录入")
_DAMAGED = Unread("单元格内容损坏", "请重新录入")


def read_xlsx(content: bytes, limits: ScreeningLimits) -> Iterator[Row]:
    """The rows of the only sheet with values, as far as the package is one. Raises BadInput."""
    package = Package(content, limits)
    sheet = _Sheet(package.strings(), package.date_styles())
    for _ in package.parsed(package.sheet, sheet.start, sheet.end, sheet.text):
        yield from sheet.rows
        sheet.rows.clear()


class _Sheet:
    def __init__(self, strings: list[str], days: frozenset[int]) -> None:
        self.rows: list[Row] = []
        self._strings, self._days = strings, days
        self._line = 0
        self._cells: list[Cell] = []
        self._column = 0
        self._type = self._style = ""
        self._formula = False
        self._pieces: list[str] = []
        self._taking = False  # inside <v> or <t>
        self._guides = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = local_name(name)
        if name == "c":
            self._column = column_number(attributes.get("r", "")) or self._column + 1
            if self._column > _WIDEST:
                raise damaged(f"表格超过 {_WIDEST} 列")
            self._type, self._style = attributes.get("t", ""), attributes.get("s", "0")
            self._formula = False
            self._pieces.clear()
        elif name in ("v", "t"):
            self._taking = not self._guides
        elif name == "f":
            self._formula = True
        elif name == "row":
            given = attributes.get("r", "")
            self._line = int(given) if given.isdecimal() and len(given) < 8 else self._line + 1
            self._cells, self._column = [], 0
        elif name == "rPh":
            self._guides += 1

    def text(self, text: str) -> None:
        if self._taking:
            self._pieces.append(text)

    def end(self, name: str) -> None:
        if ":" in name:
            name = local_name(name)
        if name == "c":
            missing = self._column - 1 - len(self._cells)
            if missing > 0:
                self._cells += [""] * missing
            self._cells[self._column - 1 :] = [self._cell("".join(self._pieces))]
        elif name in ("v", "t"):
            self._taking = False
        elif name == "row":
            self.rows.append(Row(self._line, tuple(self._cells)))
        elif name == "rPh":
            self._guides -= 1

    def _cell(self, text: str) -> Cell:
        if self._formula:
            return _FORMULA
        if not text:
            return ""
        match self._type:
            case "s":
                known = text.isdecimal() and len(text) < 9 and int(text) < len(self._strings)
                return self._strings[int(text)] if known else _DAMAGED
            case "e":
                return _ERROR
            case "" | "n":
                style = int(self._style) if self._style.isdecimal() else 0
                return _day(text) if style in self._days else _number(text)
            case "d":
                return text[:10]  # of an instant, the day
            case _:
                return text


def _day(text: str) -> date | Unread:
    try:
        serial = float(text)
    except ValueError:
        return _DAMAGED
    return date.fromordinal(_EPOCH + int(serial)) if _FIRST <= serial < _AFTER else _NO_DAY


def _number(text: str) -> str | Unread:
    """As a person would write it: 2.0240001E7 is 20240001."""
    if text.isdecimal():
        return text if len(text) <= _DIGITS else _LOST
    try:
        number = float(text)
    except ValueError:
        return _DAMAGED
    if not number.is_integer():
        return text
    return str(int(number)) if abs(number) < 10**_DIGITS else _LOST
