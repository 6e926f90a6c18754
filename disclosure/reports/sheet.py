"""T3, T4 and the sentences of the official xlsx, ours or another agency's. Read row by row, so that a workbook that
claims a million rows costs nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from disclosure.errors import BadInput
from disclosure.reports import cells
from disclosure.reports.figures import Count, Figures, nothing
from disclosure.reports.forms import (
    CARRIED_OUT,
    COLUMNS,
    FORMS,
    NEW,
    PROCEEDINGS,
    RESULTS,
    SUM,
)

Grid = list[tuple[Any, ...]]
MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 500, 40, 20
_HEADER_ROWS = 8
_YEAR = re.compile(r"(20\d\d)\s*年")
_CLAIM = re.compile(r"[\d０-９]\s*件")


def read_sheets(raw: bytes, where: str) -> Figures:
    """Raises BadInput for what is no workbook, has no T3, or has a cell that is no number."""
    grids = _grids(raw, where)
    texts = [
        str(value) for grid in grids for row in grid for value in row if isinstance(value, str) and value
    ]
    found = next((place for grid in grids if (place := _start(grid))), None)
    if found is None:
        raise BadInput(f"{where}没有受理", "找不到表三“本年新收政府信息公开申请数量”一行", "请核对文件")
    grid, first = found
    name = "2021" if any("逾期未按收费通知" in text or "逾期不补正" in text for text in texts) else "2019"
    years = (match for text in texts if (match := _YEAR.search(text)))
    year = next((int(match[1]) for match in years), None)
    figures, notes = nothing(year, name), list[str]()
    t3 = dict(figures.t3) | _t3(grid, first, figures, where, notes)
    t4 = dict(figures.t4)
    for other in grids:
        t4 |= _t4(other, notes)
    claims = tuple(text for text in texts if _CLAIM.search(text))
    return replace(figures, t3=t3, t4=t4, claims=claims, notes=tuple(notes))


def _grids(raw: bytes, where: str) -> list[Grid]:
    try:
        book = load_workbook(BytesIO(raw), read_only=True, data_only=True)
        limits = {"max_row": MOST_ROWS, "max_col": MOST_COLUMNS, "values_only": True}
        return [list(sheet.iter_rows(**limits)) for sheet in book.worksheets[:MOST_SHEETS]]
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, SyntaxError) as error:
        raise BadInput(f"{where}读不出", "不是有效的 xlsx 文件", "请用表格软件另存为 xlsx 后重试") from error


def _start(grid: Grid) -> tuple[Grid, int] | None:
    labels = cells.Labels(FORMS["2021"])
    for number, row in enumerate(grid):
        if any(labels.row(value) == NEW for value in row if isinstance(value, str)):
            return grid, number
    return None


def _t3(
    grid: Grid, first: int, figures: Figures, where: str, notes: list[str]
) -> dict[str, dict[str, Count]]:
    labels, columns = cells.Labels(figures.form), _columns(grid, first, where)
    before = min(columns.values())
    t3: dict[str, dict[str, Count]] = {}
    for number, row in enumerate(grid[first:], first + 1):
        texts = [value for value in row[:before] if isinstance(value, str) and value.strip()]
        key = next((found for text in reversed(texts) if (found := labels.row(text))), None)
        values = {column: _at(row, place) for column, place in columns.items()}
        if key is None:
            if any(not cells.count(value, f"{where}第 {number} 行")[1] for value in values.values()):
                raise BadInput(f"{where}第 {number} 行没有受理", "认不出是表三的哪一行", "请核对栏目名")
            continue
        if key in t3:
            raise BadInput(f"{where}第 {number} 行没有受理", f"{key} 已经有一行", "请核对栏目名")
        t3[key] = cells.counts(values, SUM, key, notes)
        if key == CARRIED_OUT:
            break
    return t3


def _columns(grid: Grid, first: int, where: str) -> dict[str, int]:
    """Where the columns stand: by their headings, else the seven after the label of the first row."""
    titles = {cells.bare(column.title): column.key for column in COLUMNS}
    found: dict[str, int] = {}
    for row in grid[max(0, first - _HEADER_ROWS) : first]:
        for place, value in enumerate(row):
            if isinstance(value, str) and (key := titles.get(cells.bare(value))):
                found[key] = place
    if len(found) == len(COLUMNS):
        return found
    texts = [place for place, value in enumerate(grid[first]) if cells.bare(value) and not _number(value)]
    numbers = [place for place, value in enumerate(grid[first]) if place > texts[0] and _number(value)]
    if not numbers:
        raise BadInput(f"{where}没有受理", "找不到表三的七列数", "请保留列名一行")
    return {column.key: numbers[0] + place for place, column in enumerate(COLUMNS)}


def _number(value: object) -> bool:
    try:
        return value is not None and not cells.count(value, "")[1]
    except BadInput:
        return False


def _t4(grid: Grid, notes: list[str]) -> dict[str, dict[str, Count]]:
    head = cells.bare(RESULTS[0].title)
    for number, row in enumerate(grid):
        places = [place for place, value in enumerate(row) if cells.bare(value) == head]
        if len(places) != len(PROCEEDINGS):
            continue
        data = next(_filled(grid[number + 1 :], places), None)
        if data is None:
            return {}
        return {
            p.key: cells.counts(
                {r.key: _at(data, place + i) for i, r in enumerate(RESULTS)}, SUM, f"表四 {p.title}", notes
            )
            for p, place in zip(PROCEEDINGS, places, strict=True)
        }
    return {}


def _filled(rows: Sequence[tuple[Any, ...]], places: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        if any(_at(row, place) is not None for place in places):
            yield row


def _at(row: Sequence[Any], place: int) -> Any:
    return row[place] if place < len(row) else None
