"""An xlsx on its way to rows: the parts a table needs, each read within a bound, none of them run or followed."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Final
from xml.parsers import expat

from disclosure.errors import BadInput
from disclosure.law.secrecy import ScreeningLimits
from disclosure.screening.package import DAMAGE, attribute, local_name

_CHUNK: Final = 1 << 18
_VALUES = re.compile(rb"<(?:\w+:)?(?:v|is|f)[\s>]")
# Built-in number formats of days (ECMA-376, 18.8.30), those of Chinese Excel among them.
_DAY_FORMATS = frozenset({14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)})
_NO_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')

Start = Callable[[str, dict[str, str]], None]


def damaged(why: str = "文件包损坏、加密，或不是 xlsx") -> BadInput:
    return BadInput("台账没有受理", why, "请在表格软件中打开，另存为 .xlsx 或 CSV", field="file")


class Package:
    """Raises BadInput for what is no workbook, is too large unpacked, or has values on more than one sheet."""

    def __init__(self, content: bytes, limits: ScreeningLimits) -> None:
        self._room = limits.unpacked_bytes
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            self._names = {info.filename for info in self._archive.infolist()[: limits.members]}
        except DAMAGE as error:
            raise damaged() from error
        self.sheet = self._only_sheet()

    def pieces(self, name: str) -> Iterator[bytes]:
        """A part, unpacked bit by bit; what is unpacked in all has a bound, whatever the archive says of sizes."""
        try:
            with self._archive.open(name) as part:
                while piece := part.read(_CHUNK):
                    self._room -= len(piece)
                    if self._room < 0:
                        raise damaged("解压后的内容超过上限")
                    yield piece
        except DAMAGE as error:
            raise damaged() from error

    def walk(self, name: str, start: Start, end: Callable[[str], None], text: Callable[[str], None]) -> None:
        """A part that may be missing, read whole."""
        if name in self._names:
            for _ in self.parsed(name, start, end, text):
                pass

    def parsed(
        self, name: str, start: Start, end: Callable[[str], None], text: Callable[[str], None]
    ) -> Iterator[None]:
        """Reads a part through expat, which fetches and expands nothing; one step a piece."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _refuse
        try:
            for piece in self.pieces(name):
                parser.Parse(piece, False)
                yield
            parser.Parse(b"", True)
            yield
        except (expat.ExpatError, LookupError) as error:
            raise damaged("文件内容损坏") from error

    def date_styles(self) -> frozenset[int]:
        """The cell styles that show a number as a day."""
        codes: dict[int, str] = {}
        styles: list[int] = []
        inside = [False]

        def start(name: str, attributes: dict[str, str]) -> None:
            match local_name(name):
                case "numFmt":
                    codes[_whole(attribute(attributes, "numFmtId"))] = attribute(attributes, "formatCode")
                case "cellXfs":
                    inside[0] = True
                case "xf" if inside[0]:
                    styles.append(_whole(attribute(attributes, "numFmtId")))

        def end(name: str) -> None:
            if local_name(name) == "cellXfs":
                inside[0] = False

        self.walk("xl/styles.xml", start, end, _nothing)
        return frozenset(
            n for n, code in enumerate(styles) if code in _DAY_FORMATS or _shows_day(codes, code)
        )

    def strings(self) -> list[str]:
        """The shared strings, rich text joined, without the phonetic guides."""
        found: list[str] = []
        pieces: list[str] = []
        guides = [0]

        def start(name: str, _: dict[str, str]) -> None:
            match local_name(name):
                case "si" | "t":
                    pieces.clear()
                    if name.endswith("si"):
                        found.append("")
                case "rPh":
                    guides[0] += 1

        def end(name: str) -> None:
            match local_name(name):
                case "t" if found and not guides[0]:
                    found[-1] += "".join(pieces)
                case "rPh":
                    guides[0] -= 1

        self.walk("xl/sharedStrings.xml", start, end, pieces.append)
        return found

    def _only_sheet(self) -> str:
        """The part of the one sheet with values. Which of several is the 台账 is nothing to guess."""
        relations: dict[str, str] = {}
        sheets: list[tuple[str, str]] = []

        def relation(name: str, attributes: dict[str, str]) -> None:
            if local_name(name) == "Relationship":
                target = posixpath.normpath(posixpath.join("/xl", attribute(attributes, "Target")))
                relations[attribute(attributes, "Id")] = target.lstrip("/")

        def sheet(name: str, attributes: dict[str, str]) -> None:
            if local_name(name) == "workbookPr" and attribute(attributes, "date1904") in ("1", "true"):
                raise damaged("工作簿使用 1904 年日期系统")
            if local_name(name) == "sheet":
                sheets.append((attribute(attributes, "name"), attribute(attributes, "id")))

        self.walk("xl/_rels/workbook.xml.rels", relation, _nothing, _nothing)
        self.walk("xl/workbook.xml", sheet, _nothing, _nothing)
        parts = [(name, relations.get(ref, "")) for name, ref in sheets]
        filled = [(name, part) for name, part in parts if part in self._names and self._has_values(part)]
        if len(filled) > 1:
            raise damaged(f"有几个工作表都有内容：{'、'.join(name for name, _ in filled)}")
        if not filled:
            raise damaged("工作表是空的")
        return filled[0][1]

    def _has_values(self, part: str) -> bool:
        room, tail = self._room, b""
        try:
            for piece in self.pieces(part):
                if _VALUES.search(tail + piece):
                    return True
                tail = piece[-32:]
            return False
        finally:
            self._room = room  # looked at, not taken


def _shows_day(codes: Mapping[int, str], code: int) -> bool:
    return any(letter in _NO_FORMAT.sub("", codes.get(code, "")).casefold() for letter in "yd")


def _refuse(*_: object) -> None:
    raise damaged("文件内容含有文档类型声明")


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1 << 30


def _nothing(_: object, __: object = None) -> None:
    pass
