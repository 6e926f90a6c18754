"""The tables of the official form as cells with their spans, drawn alike into xlsx and docx."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from disclosure.reports.figures import Amount, Figures
from disclosure.reports.forms import COLUMNS, CORNER, PROCEEDINGS, RESULTS, Row, SmallTable

LABELS = 3  # columns before the numbers of T3


@dataclass(frozen=True, slots=True)
class Cell:
    """`row` and `column` from 0; `down` and `across` are how many it covers."""

    row: int
    column: int
    value: Amount | str
    down: int = 1
    across: int = 1


def small_table(table: SmallTable, figures: Figures) -> Iterator[Cell]:
    """One table of T2."""
    width = len(table.columns) + 1
    yield Cell(0, 0, table.item, across=width)
    yield Cell(1, 0, "信息内容")
    yield from (Cell(1, place, column.title) for place, column in enumerate(table.columns, 1))
    for line, row in enumerate(table.rows, 2):
        yield Cell(line, 0, row.title)
        cells = figures.t2[row.key]
        yield from (Cell(line, place, cells[c.key]) for place, c in enumerate(table.columns, 1))


def requests_table(figures: Figures) -> Iterator[Cell]:
    """T3."""
    legal = [column.title for column in COLUMNS[1:-1]]
    yield Cell(0, 0, CORNER, down=3, across=LABELS)
    yield Cell(0, LABELS, "申请人情况", across=len(COLUMNS))
    yield Cell(1, LABELS, COLUMNS[0].title, down=2)
    yield Cell(1, LABELS + 1, "法人或其他组织", across=len(legal))
    yield Cell(1, LABELS + 1 + len(legal), COLUMNS[-1].title, down=2)
    yield from (Cell(2, LABELS + 1 + place, title) for place, title in enumerate(legal))
    rows = figures.form.t3
    yield from _groups(rows)
    for line, row in enumerate(rows, 3):
        level = len(row.under)
        yield Cell(line, level, row.title, across=LABELS - level)
        cells = figures.t3[row.key]
        yield from (Cell(line, LABELS + place, cells[c.key]) for place, c in enumerate(COLUMNS))


def _groups(rows: tuple[Row, ...]) -> Iterator[Cell]:
    """The headings beside the rows they cover."""
    for level in range(LABELS - 1):
        line = 0
        while line < len(rows):
            under, start = rows[line].under[: level + 1], line
            while line < len(rows) and rows[line].under[: level + 1] == under:
                line += 1
            if len(under) > level:
                yield Cell(start + 3, level, under[level], down=line - start)


def proceedings_table(figures: Figures) -> Iterator[Cell]:
    """T4."""
    width = len(RESULTS)
    yield Cell(0, 0, "行政复议", down=2, across=width)
    yield Cell(0, width, "行政诉讼", across=2 * width)
    for group, proceeding in enumerate(PROCEEDINGS):
        if group:
            yield Cell(1, group * width, proceeding.title, across=width)
        for place, result in enumerate(RESULTS):
            yield Cell(2, group * width + place, result.title)
            yield Cell(3, group * width + place, figures.t4[proceeding.key][result.key])


def comparison_table(now: Figures, before: Figures) -> Iterator[Cell]:
    """Year on year, the totals of T3."""
    for place, title in enumerate(("项目", f"{before.year} 年", f"{now.year} 年", "增减")):
        yield Cell(0, place, title)
    old = {row.key for row in before.form.t3}
    for line, row in enumerate((r for r in now.form.t3 if r.key in old), 1):
        earlier, later = before.t3[row.key]["total"], now.t3[row.key]["total"]
        yield Cell(line, 0, row.label)
        yield Cell(line, 1, earlier)
        yield Cell(line, 2, later)
        yield Cell(line, 3, None if earlier is None or later is None else later - earlier)
