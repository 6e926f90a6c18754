"""xlsx: every sheet however hidden, hidden rows and columns, numbers as their digits, formulas, shared strings (used
or not), comments, headers and footers, defined names, properties."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from disclosure.screening.extraction import Extraction, Source
from disclosure.screening.numbers import is_rounded_identity
from disclosure.screening.office import read_other
from disclosure.screening.package import Attributes, Member, attribute, walk_xml

_SHEET = re.compile(r"xl/(worksheets|chartsheets|dialogsheets|macrosheets)/[^/]+\.xml")
_HIDDEN: Final = {"hidden": "隐藏工作表", "veryHidden": "深度隐藏工作表"}
NAME_NODE: Final = 0  # the name of a sheet stands in another part; its tags are numbered from 1
PRINTED: Final = frozenset(
    {"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"}
)
_SPEAKING: Final = ("prompt", "promptTitle", "error", "errorTitle", "display", "tooltip", "val")
# &"宋体,常规"&12&K00FF00&C: how a printed header is laid out.
_LAYOUT = re.compile(r'&"[^"]*"|&K[0-9A-F]{6}|&[0-9]{1,3}|&[LCRPNDTZFAGBIUESXY]')
_LONGEST_NUMBER: Final = 40
_COLUMNS: Final = 16_384


@dataclass(frozen=True, slots=True)
class _Book:
    """`sheets` maps the part of a sheet to the place it is shown under."""

    sheets: Mapping[str, str]
    strings: Sequence[str]


def read_sheets(parts: Iterable[Member], into: Extraction) -> None:
    """The parts are kept together first: a sheet names its strings by number. A name can stand twice in a package;
    both parts are read."""
    parts = list(parts)
    known = {part.name: part for part in parts}
    strings = known.get("xl/sharedStrings.xml")
    book = _Book(_sheet_places(known, into), _shared_strings(strings, into))
    used: set[int] = set()
    for part in parts:
        if into.full:
            return
        if _SHEET.fullmatch(part.name):
            _Sheet(part, book, used, into).read()
        elif part is not strings:
            read_other(part, into)
    with into.at("未使用的文字"):
        for number, text in enumerate(book.strings):
            if number not in used:
                into.end_line()
                into.put(f"{text}\n")


def _sheet_places(known: Mapping[str, Member], into: Extraction) -> dict[str, str]:
    """Sheet names and states, and defined names, which are put down here as well."""
    relations: dict[str, str] = {}
    places: dict[str, str] = {}

    def relation(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            target = attribute(attributes, "Target")
            relations[attribute(attributes, "Id")] = posixpath.normpath(posixpath.join("/xl", target)).lstrip(
                "/"
            )

    def sheet(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            kind = _HIDDEN.get(attribute(attributes, "state"), "工作表")
            place = f"{kind}“{attribute(attributes, 'name')}”"
            places[relations.get(attribute(attributes, "id"), "")] = place

    for part, start in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
        if part in known:
            walk_xml(known[part].content, into, "工作簿", start, _nothing, _nothing)
    return places


def _nothing(_: str) -> None:
    pass


def _shared_strings(part: Member | None, into: Extraction) -> list[str]:
    """Rich text joined, phonetic text after it."""
    strings: list[str] = []

    def start(name: str, _: Attributes) -> None:
        if name == "si":
            strings.append("")

    def text(piece: str) -> None:
        if strings:
            pieces.append(piece)

    def end(name: str) -> None:
        if name == "t" and strings:
            strings[-1] += "".join(pieces)
        pieces.clear()

    pieces: list[str] = []
    if part is not None:
        walk_xml(part.content, into, "共享文字", start, end, text)
    return strings


class _Sheet:
    """Cells joined by tabs, rows ended by a tab and a line break: numbers of two cells never become one."""

    def __init__(self, part: Member, book: _Book, used: set[int], into: Extraction) -> None:
        self._part, self._book, self._used, self._into = part, book, used, into
        self._place = book.sheets.get(part.name, "工作表")
        self._hidden_columns = bytearray(_COLUMNS + 1)
        self._row_hidden = False
        self._column = 0
        self._type = ""
        self._formulas: list[str] = []
        self._printed: list[tuple[int | None, str]] = []  # with the tag, when it is one of a printed header
        self._pieces: list[str] = []
        self._tags = self._node = self._offset = self._header = 0
        # `_node` is the tag of the cell, whose text may come in pieces; `_header` that of the printed header

    def read(self) -> None:
        name = self._place.partition("“")[2].rstrip("”")
        self._line("工作表名称", name, heading=True, node=NAME_NODE)
        with self._into.at(self._place):
            walk_xml(self._part.content, self._into, self._place, self._start, self._end, self._pieces.append)
        for node, text in self._printed:
            self._line("页眉页脚", text, heading=True, node=node)
        for text in self._formulas:
            self._line(f"{self._place}公式", text)

    def _line(self, place: str, text: str, *, heading: bool = False, node: int | None = None) -> None:
        with self._into.at(place, heading=heading):
            self._into.end_line()
            self._into.put(text, None if node is None else Source(self._part.name, node, 0))
            self._into.end_line()

    def _start(self, name: str, attributes: Attributes) -> None:
        self._tags += 1
        self._pieces.clear()
        match name:
            case "col" if attribute(attributes, "hidden") in ("1", "true"):
                first, last = _whole(attribute(attributes, "min")), _whole(attribute(attributes, "max"))
                last = min(last, _COLUMNS)
                self._hidden_columns[first : last + 1] = b"\1" * (last + 1 - first)
            case "row":
                self._row_hidden = attribute(attributes, "hidden") in ("1", "true")
                self._column = 0
            case "c":
                self._node, self._offset = self._tags, 0
                self._column = column_number(attribute(attributes, "r")) or self._column + 1
                self._type = attribute(attributes, "t")
            case "v" | "f" | "is" | "t":
                pass
            case _:
                if name in PRINTED:
                    self._header = self._tags
                self._printed += ((None, value) for key in _SPEAKING if (value := attribute(attributes, key)))

    def _end(self, name: str) -> None:
        self._tags += 1
        text = "".join(self._pieces)
        self._pieces.clear()
        match name:
            case "v":
                self._cell(self._value(text))
            case "t":
                self._cell(text, end="")
            case "is":
                self._cell("")
            case "row":
                self._cell("", end="\n")
            case "f" | "formula1" | "formula2" | "formula" if text:
                self._formulas.append(text)
            case _ if name in PRINTED:
                laid_out = _LAYOUT.sub("\n" if "&C" in text or "&R" in text else "", text).strip()
                self._printed.append((self._header, laid_out))
            case _ if text.strip():
                self._printed.append((None, text))

    def _value(self, text: str) -> str:
        if self._type == "s":
            number = _whole(text)
            self._used.add(number)
            return self._book.strings[number] if number < len(self._book.strings) else ""
        return _digits(text) if self._type in ("", "n") else text

    def _cell(self, text: str, *, end: str = "\t") -> None:
        if self._row_hidden or self._hidden_columns[min(self._column, _COLUMNS)]:
            with self._into.at(self._place + ("隐藏行" if self._row_hidden else "隐藏列")):
                self._put(text, end)
        else:
            self._put(text, end)

    def _put(self, text: str, end: str) -> None:
        source = Source(self._part.name, self._node, self._offset)
        self._offset += len(text)
        if self._type in ("", "n") and is_rounded_identity(text):
            self._into.spot("id_number", text, source)
        else:
            self._into.put(text, source)
        self._into.put(end)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1 << 30


def column_number(reference: str) -> int:
    """B12 → 2; 0 without a reference."""
    number = 0
    for letter in reference[:3]:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _digits(text: str) -> str:
    """A number as a person would write it: 1.3812345678E10 is 13812345678."""
    if text.isdigit() or len(text) > _LONGEST_NUMBER:
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if (
        not number.is_finite()
        or abs(number.adjusted()) > _LONGEST_NUMBER
        or number != number.to_integral_value()
    ):
        return text
    return str(int(number))
