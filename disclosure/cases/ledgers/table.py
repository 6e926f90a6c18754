"""A 台账 as a table of cells: csv as offices save it. What cannot be read is named by its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from disclosure.errors import BadInput
from disclosure.outbound.spreadsheet import as_written

_BOM = b"\xef\xbb\xbf"
_WIDE = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Refused:
    """One thing wrong with one line: which column (empty for the line itself), why, and what to do."""

    line: int
    column: str
    reason: str
    todo: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell whose value is not taken: it refuses its line when its column is read."""

    reason: str
    todo: str


Cell: TypeAlias = str | date | Unread


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    cells: tuple[Cell, ...]

    @property
    def blank(self) -> bool:
        return all(isinstance(cell, str) and not cell.strip() for cell in self.cells)


def read_csv(content: bytes) -> Iterator[Row | Refused]:
    """UTF-8 with or without byte order mark, else GB18030. Nothing in a csv is computed: a formula is its text, and
    the apostrophe our own export put in front of one is taken off. Raises BadInput for UTF-16."""
    text, broken = _decoded(content)
    if broken:
        yield from broken
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            yield Row(line, tuple(as_written(cell) for cell in cells))
            line = reader.line_num + 1
    except csv.Error:
        yield Refused(
            line, "", "引号没有配对，或一格过长，读不出这一行", "请在表格软件中打开核对，另存为 CSV"
        )


def _decoded(content: bytes) -> tuple[str, list[Refused]]:
    if content.startswith(_WIDE):
        raise BadInput("台账没有受理", "文件是 UTF-16 编码", "请另存为“CSV UTF-8”或 .xlsx", field="file")
    body = content.removeprefix(_BOM)
    try:
        return body.decode("utf-8"), []
    except UnicodeDecodeError:
        lines = body.split(b"\n")
    encoding = "utf-8" if content.startswith(_BOM) or _mostly_utf8(lines) else "gb18030"
    broken = [number for number, line in enumerate(lines, 1) if not _reads(line, encoding)]
    if not broken:
        return body.decode(encoding), []
    why = f"有不是 {encoding.upper()} 编码的字节，文字已损坏"
    return "", [Refused(number, "", why, "请核对该行文字，另存为“CSV UTF-8”或 .xlsx") for number in broken]


def _mostly_utf8(lines: list[bytes]) -> bool:
    """A line of Chinese in GB18030 is hardly ever valid UTF-8 by chance; a spoilt file in UTF-8 has most lines
    whole."""
    telling = [line for line in lines if not line.isascii()]
    return 2 * sum(_reads(line, "utf-8") for line in telling) >= len(telling)


def _reads(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
